"""The figures of every case of a store, counted anew by plain loops over messages, outbox and journal.

Written from the definitions in sportello-figures(7), not from the program: it keeps lists of moments and looks through
them, where the program lets events pass one by one.
"""
import sqlite3
import sys

DAY = 24 * 3600 * 1000
RESOLVE, REOPEN, UNDO, NEXT = "resolve", "reopen", "undo", "next"
VERBS = ["note", "reply", "new", "forward", "tag", "assign", "status", "priority", "snooze", "resolve", "reopen", "spam",
         "escalate", "answered", "merge", "split", "undo", "open", "next", "waits"]
NEW, OPEN, PENDING, SNOOZED, RESOLVED, SPAM, MERGED = range(7)

db = sqlite3.connect(sys.argv[1])
db.row_factory = sqlite3.Row
seen = dict.fromkeys(("reopened", "merged", "pending", "bumped", "handed over"), 0)
wrong = 0


def rows(sql, *args):
    return db.execute(sql, args).fetchall()


def moments(case):
    """(moment, what, value) of a case, in the order of what was known when."""
    out = []
    for m in rows("SELECT m.*, o.state, o.action AS deed FROM message m LEFT JOIN outbox o ON o.id=m.outbox"
                  " WHERE m.case_id=?", case):
        number = m["deed"] or m["id"]
        if m["direction"] == 0 and m["wake"] == 0:
            out.append([m["received_at"], number, False, "in", None])
        elif m["direction"] == 1 and m["kind"] == 0 and not m["flags"] & 1024 and m["robot"] is None \
                and m["state"] not in (6, 8, 9):
            out.append([m["received_at"], number, bool(m["deed"]), "out", None])
    for o in rows("SELECT * FROM outbox WHERE case_id=? AND kind='reply' AND message IS NULL", case):
        if o["state"] not in (6, 8, 9) and o["robot"] is None:
            out.append([o["queued_at"], o["action"], True, "out", None])
    for a in rows("SELECT * FROM action WHERE case_id=? AND undone_by IS NULL", case):
        verb = VERBS[a["verb"]] if a["verb"] < len(VERBS) else ""
        if verb == UNDO:
            continue
        if verb == RESOLVE:
            if a["args"] == "nothing-sent":
                out.append([a["at"], a["id"], True, "quiet", None])
            out.append([a["at"], a["id"], True, "resolve", None])
        if verb == REOPEN:
            out.append([a["at"], a["id"], True, "reopen", None])
        for c in rows("SELECT * FROM action_change WHERE action=? AND entity='case' AND entity_id=? AND field IN ('status',"
                      " 'waits_on') ORDER BY n", a["id"], case):
            out.append([a["at"], a["id"], True, c["field"], (c["before"], c["after"])])
    out.sort(key=lambda e: e[1])
    arrived = done = 0
    placed = []
    for at, number, deed, what, value in out:
        place = max(at, arrived if deed else done)
        if deed:
            done = max(done, place)
        else:
            arrived = max(arrived, place)
        placed.append((place, number, at, what, value))
    placed.sort(key=lambda e: (e[0], e[1]))
    return [(at, what, value) for _, _, at, what, value in placed]


def replies(events):
    """Of each reply to somebody who waited: how long they had."""
    waiting, out, asked = [], [], False
    for at, what, _ in events:
        if what == "in":
            asked |= bool(waiting)
            waiting.append(at)
        elif what == "quiet":
            waiting = []
        elif what == "out":
            if waiting:
                out.append(max(0, at - waiting[0]))
            waiting = []
    seen["bumped"] += asked
    return out


def resolutions(case):
    """When it was resolved, each time that counts: again with nothing sent does not."""
    acts = rows("SELECT at, id FROM action WHERE case_id=? AND verb=? AND undone_by IS NULL ORDER BY id", case,
                VERBS.index(RESOLVE))
    sent = [r[0] for r in rows("SELECT queued_at FROM outbox WHERE case_id=? AND kind='reply' AND state<>9", case)]
    sent += [r[0] for r in rows("SELECT received_at FROM message WHERE case_id=? AND direction=1 AND outbox IS NULL", case)]
    out = []
    for i, a in enumerate(acts):
        if i == 0 or any(acts[i - 1]["at"] < s <= a["at"] for s in sent):
            out.append(a["at"])
    return out, [a["at"] for a in acts]


def states(case, events, until):
    """How long it was in each state: a list of (status, on hold, from, to)."""
    first = next((v for _, what, v in events if what == "status"), None)
    status, hold, since, out, opens = (first[0] if first else NEW), False, case["opened_at"], [], 0
    if not first and case["status"] not in (RESOLVED, MERGED):
        status = case["status"]
    for at, what, value in events:
        if at > until:
            break
        if at > since:
            out.append((status, hold, since, at))
            since = at
        if what == "in" and status in (PENDING, SNOOZED, RESOLVED):
            opens += status == RESOLVED
            status = OPEN
        elif what == "status":
            status = value[1]
        elif what == "waits_on":
            hold = value[1] is not None
        elif what == "reopen":
            opens += 1
    return out, opens


def model(case):
    events = moments(case["id"])
    handed = rows("SELECT ended_at FROM dialogue WHERE case_id=? AND why IS NOT NULL", case["id"])
    took = replies(events)
    counts, every = resolutions(case["id"])
    out = {"total_ms": sum(took) if took else None, "replies": sum(what == "out" for _, what, _ in events),
           "first_ms": None, "done_ms": None, "done_at": None, "once_ms": None, "wait_ms": None, "work_ms": None,
           "pending_ms": None, "hold_ms": None}
    if case["first_reply_at"] and case["status"] != MERGED:
        begin = max([case["opened_at"]] + [at for at, what, _ in events if what == "in"][:1])
        if handed and begin < handed[0][0] <= case["first_reply_at"]:
            begin = handed[0][0]
            seen["handed over"] += 1
        out["first_ms"] = max(0, case["first_reply_at"] - begin)
    _, out["reopens"] = states(case, events, 1 << 62)
    seen["reopened"] += out["reopens"] > 0
    seen["merged"] += case["status"] == MERGED
    if case["status"] == RESOLVED and counts:
        out["done_at"] = counts[-1]
        out["done_ms"] = max(0, counts[-1] - case["opened_at"])
        out["once_ms"] = max(0, every[0] - case["opened_at"])
        spans, _ = states(case, events, counts[-1])

        def total(test):
            return sum(max(0, min(b, counts[-1]) - a) for s, h, a, b in spans if test(s, h))
        out["wait_ms"] = total(lambda s, h: s in (NEW, OPEN, SNOOZED))
        out["work_ms"] = total(lambda s, h: s in (NEW, OPEN) and not h)
        out["pending_ms"] = total(lambda s, h: s == PENDING)
        out["hold_ms"] = total(lambda s, h: s == SNOOZED or (s in (NEW, OPEN) and h))
        seen["pending"] += out["pending_ms"] > 0
    return out


for case in rows("SELECT * FROM cases"):
    have = db.execute("SELECT * FROM metric WHERE case_id=?", (case["id"],)).fetchone()
    for name, value in model(case).items():
        if have[name] != value:
            wrong += 1
            print(f"#{case['number']} {name}: {have[name]} is kept, {value} is right")
for name, n in seen.items():
    print(f"{name}: {n}")
print("all the same" if not wrong else f"{wrong} differ")
