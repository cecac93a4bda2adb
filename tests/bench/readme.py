"""readme.py - the README's tables: what we are beside others, and each budget of the design with its figure."""
import json
import re
import sys

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"

# what the reader sees, the rows it stands for (group, what), and whether each size has a line of its own
SHOWN = (
    ("First sync: stored and searchable", r"first sync", r"sportello-sync, stored", True),
    ("First sync: processor time", r"first sync", r"sportello-sync, processor", True),
    ("First sync: peak memory", r"first sync", r"sportello-sync, peak", False),
    ("Nothing new", r"nothing new", r"sportello-sync", True),
    ("Search, {what}", r"full-text search, .* results", r"([\w ]+): sportello search", True),
    ("Count, {what}", r"full-text search, .* count", r"([\w ]+): sportello count \(\d+\)", True),
    ("Typing a search in the console, {what}: a key", r"full-text search, in", r"([\w ]+): a key", True),
    ("Start to first screen", r"console beside others", r"sportello: start", True),
    ("The same of {what}", r"console beside others", r"(neomutt|aerc|alot): start", True),
    ("Key to paint", r"console beside others", r"sportello: key to paint, down", True),
    ("The same of {what}", r"console beside others", r"(neomutt|aerc|alot): key to paint, down", True),
    ("Memory", r"console beside others", r"sportello: memory", True),
    ("The same of {what}", r"console beside others", r"(neomutt|aerc|alot): memory", True),
    ("Outbox, {group}", r"outbox: (.*)", r"sportello-sync, first on the wire", True),
    ("Outbox, {group}, beside a loop that notes each", r"outbox: (.*)", r"sportello-sync, beside the loop", True),
    ("Backlog of {group} accounts", r"a backlog of connected channels, (\d+)", r"sportello-sync, first to last", True),
    ("Backlog of {group} accounts, rows written", r"a backlog of connected channels, (\d+)", r"sportello-sync, beside the loop", True),
)


def all_rows(paths):
    machine, rows = {}, []
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for line in f:
                one = json.loads(line)
                machine = one.get("machine", machine)
                if "group" in one:
                    rows.append(one)
    return machine, rows


def amount(v, unit=""):
    if v is None:
        return "-"
    if unit == "kB" and v >= 1024:
        v, unit = v / 1024, "MB"
    if unit == "ms" and v >= 10000:
        v, unit = v / 1000, "s"
    text = "%.2f" % v if abs(v) < 1 else "%.1f" % v if abs(v) < 100 and v != int(v) else "{:,.0f}".format(v)
    return (text + " " + unit).strip()


def spread(r):
    if not r["n"] or r["n"] < 2 or r["min"] is None:
        return amount(r["p50"], r["unit"])
    by = 1024 if r["unit"] == "kB" and r["p50"] >= 1024 else 1000 if r["unit"] == "ms" and r["p50"] >= 10000 else 1
    return "%s (%s-%s)" % (amount(r["p50"], r["unit"]), amount(r["min"] / by), amount(r["p99"] / by))


def size_of(r):
    m = re.search(r"a store of (\d+) messages", r["group"])
    if m:
        return int(m.group(1))
    return r["store"] if r["piece"] in ("queries", "stats", "screens") else r["size"]


def find(rows, group, what):
    return [r for r in rows if re.match(group, r["group"]) and re.match(what, r["what"]) and r["p50"] is not None]


def beside(rows):
    yield "| what | mails | median (least - p99) | n | beside | its median | ratio |"
    yield "|---|---|---|---|---|---|---|"
    for label, group, what, each in SHOWN:
        hits = find(rows, group, what)
        most = max((size_of(r) for r in hits), default=0)
        for r in sorted(hits, key=size_of):
            if not each and size_of(r) != most:
                continue
            part = re.match(what, r["what"])
            name = label.format(what=part.group(1) if part.groups() else "",
                                group=re.match(group, r["group"]).group(1) if "(" in group else "")
            yield "| %s | %s | %s | %s | %s | %s | %s |" % (name, "{:,}".format(size_of(r)), spread(r), amount(r["n"]),
                  re.sub(r"^[\w ]+: (?=notmuch)| \(\d+\)$|: (start|key|memory).*", "", r["peer"]),
                  amount(r["peer_p50"], r["unit"]), "-" if r["ratio"] is None else "%.3g" % r["ratio"])


def biggest(rows, group, what):
    hits = find(rows, group, what)
    most = max((size_of(r) for r in hits), default=0)
    return [r for r in hits if size_of(r) == most], most


def worst(hits, field):
    return max((r for r in hits if r[field] is not None), key=lambda r: r[field], default=None)


# the budget; the piece of make bench; its rows; what is compared: (field, limit); the size that the budget speaks of
BUDGETS = (
    ("start to first usable screen, 1,000,000 cases: 20 ms, 5 times a bare curses program's", "console",
     r"console, a store of", r"sportello: start", (("p50", 20), ("ratio", 5)), 5000000),
    ("key to paint while sync writes at full speed: p50 1.5 ms, p99 5 ms", "console",
     r"console while sync", r"sportello: key to paint, down", (("p50", 1.5), ("p99", 5)), 100000),
    ("open any case's timeline (5,000 items): 15 ms", "queries", r"case$", r"last page of the long", (("p50", 15),), 5000000),
    ("search as you type over 5,000,000 messages: first screen 50 ms", "queries", r"search$", r".", (("p99", 50),), 5000000),
    ("resident memory of the console, 1,000,000 cases: 24 MB", "console", r"console, a store of", r"sportello: memory",
     (("max", 24576),), 5000000),
    ("first sync: a fifth of the time of `notmuch new`", "sync", r"first sync", r"sportello-sync, stored", (("ratio", 0.2),), 100000),
    ("nothing-new sync, 1,000,000 messages: 100 ms", "sync", r"nothing new", r"sportello-sync", (("p50", 100),), 1000000),
    ("bytes for moving one row at 80x24: 250, with a preview its changed cells plus 250", "console", r"console at 80x24",
     r"sportello: bytes", (("p50", 250),), 2000),
    ("an agent's write while sync imports: p99 10 ms, never over 50 ms", "sync", r"an agent's writes, while", r"(tag|note|draft)",
     (("p99", 10), ("max", 50)), 100000),
)


def budgets(rows):
    yield "| budget | measured by | on | figure | met |"
    yield "|---|---|---|---|---|"
    for text, piece, group, what, limits, size in BUDGETS:
        hits, at = biggest(rows, group, what)
        if not hits:
            yield "| %s | `ONLY=%s` | - | not in these results | - |" % (text, piece)
            continue
        figures, met = [], True
        for field, limit in limits:
            r = worst(hits, field)
            if not r:
                continue
            name = " (" + re.sub(r" \(\d+(, cut)?\)", "", r["what"]) + ")" if len(hits) > 1 else ""
            figures.append("%s %s%s" % (field, amount(r[field], "" if field == "ratio" else r["unit"]), name))
            for cells in find(rows, group, r"cells that a moved row changes"):
                if size_of(cells) == at:
                    figures.append("%s cells change" % amount(cells["p50"]))
                    limit += cells["p50"]
            met = met and r[field] <= limit
        yield "| %s | `ONLY=%s` | %s | %s | %s%s |" % (text, piece, "{:,}".format(at), ", ".join(figures), "yes" if met else "**no**",
              ", of a smaller size" if at < size else "")


def screens(rows):
    """Key to paint on every screen of the largest store: one line a terminal."""
    keys = [r for r in find(rows, r"every screen", r".*: key to paint$") if not r["is_peer"]]
    most = max((size_of(r) for r in keys), default=0)
    if not keys:
        return
    yield "Key to paint on every screen, a store of {:,} messages (budget p50 1.5 ms, p99 5 ms):".format(most)
    yield ""
    yield "| terminal | screens | median of their medians | slowest median | p99 of all but one | slowest key |"
    yield "|---|---|---|---|---|---|"
    for terminal in dict.fromkeys(re.match(r"every screen at (\w+)", r["group"]).group(1) for r in keys):
        here = [r for r in keys if size_of(r) == most and (" at " + terminal) in r["group"]]
        medians, ends = sorted(here, key=lambda r: r["p50"]), sorted(here, key=lambda r: r["p99"])
        named = [(amount(r[f], "ms"), r["what"].rsplit(":", 1)[0]) for r, f in ((medians[-1], "p50"), (ends[-2], "p99"), (ends[-1], "p99"))]
        yield "| %s | %d | %s | %s |" % (terminal, len(here), amount(medians[len(medians) // 2]["p50"], "ms"),
                                       " | ".join("%s (%s)" % n for n in named))
    yield ""


GROWN = (("first screen", r"first screen: inbox"), ("open the longest case", r"last page of the long case"),
         ("list by a tag", r"tag:vip \(50"), ("count to 999", r"inbox, to 999"), ("search, a prefix", r"con \(50"),
         ("search, a phrase", r"phrase"), ("search, two common words", r"two common words"),
         ("find a customer", r"a part of a name"), ("console: start", r"sportello: start"),
         ("console: key to paint", r"sportello: key to paint, down"), ("console: memory", r"sportello: memory"),
         ("store.db, a message", r"store\.db"), ("search.db, a message", r"search\.db"))


def growth(rows):
    """What grows with the store, and what does not."""
    sized = [(int(m.group(1)), r) for r in rows for m in [re.match(r"(\d+) messages: ", r["group"])] if m and r["p50"] is not None]
    sizes = sorted({n for n, _ in sized})
    if len(sizes) < 2:
        return
    yield "Against the size of the store, in messages (medians; `make bench-growth` plots all of them):"
    yield ""
    yield "| what | %s |" % " | ".join("{:,}".format(n) for n in sizes)
    yield "|---|%s" % ("---|" * len(sizes))
    for label, what in GROWN:
        cells = [next((r for n, r in sized if n == size and re.match(what, r["what"])), None) for size in sizes]
        yield "| %s | %s |" % (label, " | ".join("-" if r is None else amount(r["p50"], r["unit"]) for r in cells))
    yield ""


def document(paths):
    machine, rows = all_rows(paths)
    days = sorted({r["date"][:10] for r in rows if r.get("date")})
    loads = [float(r["load"]) for r in rows if r.get("load")]
    yield ""
    if machine:
        yield "Measured %s on %d cores (%s), %d GB, %s %s, %s; load average %.1f to %.1f as the pieces began." % (
            " to ".join(dict.fromkeys((days[0], days[-1]))), machine["cores"], machine["cpu"], machine["memory_gb"],
            machine["system"], ".".join(machine["kernel"].split(".")[:2]), machine["disk"], min(loads), max(loads))
        yield "A ratio below 1 is less than the program or floor beside it, in the same run."
        yield ""
    yield from beside(rows)
    yield ""
    yield from budgets(rows)
    yield ""
    yield from screens(rows)
    yield from growth(rows)


def write(arguments):
    into = arguments[1] if arguments[0] == "--into" else None
    text = "\n".join(document(arguments[2:] if into else arguments))
    if not into:
        print(text)
        return
    with open(into, encoding="utf-8") as f:
        old = f.read()
    if BEGIN not in old or END not in old:
        sys.exit("%s: has no %s ... %s" % (into, BEGIN, END))
    before, rest = old.split(BEGIN, 1)
    with open(into, "w", encoding="utf-8") as f:
        f.write(before + BEGIN + "\n" + text.lstrip("\n") + END + rest.split(END, 1)[1])
