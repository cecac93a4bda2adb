#!/usr/bin/env python3
"""replay.py - a few days of a desk, made by dice, and what its clocks must say, by a model that knows nothing of how
Sportello counts: it looks at every minute, with the zones of Python, and adds up those that count.

  replay.py make SEED CASES DIR    writes config, holidays.ics, events and DIR/expected
  replay.py read CASES CLOCKS      prints the clocks of `sportello policy clocks --json` in the same form
"""
import datetime
import json
import random
import re
import sys
import zoneinfo

UTC = datetime.timezone.utc
ROME = zoneinfo.ZoneInfo("Europe/Rome")
START = datetime.datetime(2026, 10, 23, 0, 0, tzinfo=UTC)	# a Friday; on Sunday the clocks are put back
DAYS = 24
LAST = 5 * 1440							# minutes in which something happens
CHANNELS = ["mail", "telegram", "whatsapp", "sms", "messenger", "matrix", "instagram"]
CONFIG = """
[agent]
id = eva
[care]
undo-send = 0s
due-normal = 24h
due-urgent = 1h
[team tech]
[team shop]
[hours office]
zone = Europe/Rome
open = mon-fri 9:00-13:00 14:00-18:00; sat 9-13
holidays = %(dir)s/holidays.ics
[hours night]
zone = Europe/Rome
open = daily 0:00-6:00 20:00-24:00
[policy vip]
when = tag:vip
first-response = 45m
next-response = 90m
resolution = 6h
[policy free]
when = tag:free
[policy night]
when = team:tech
hours = night
first-response = 1h
next-response = 3h
resolution = 10h
[policy urgent]
when = priority:urgent
hours = office
first-response = 20m
[policy chats]
when = channel:telegram or channel:sms
hours = office
first-response = 30m
next-response = 1h
resolution = 8h
[policy rest]
when = not (channel:instagram or channel:matrix)
hours = office
first-response = 4h
next-response = 8h
resolution = 16h
"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//shop//holidays//IT
BEGIN:VEVENT
UID:1@shop
DTSTAMP:20260101T000000Z
SUMMARY:Patron's day
DTSTART;VALUE=DATE:20201026
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
UID:2@shop
DTSTAMP:20260101T000000Z
SUMMARY:Assembly
DTSTART;TZID=Europe/Rome:20261023T150000
DTEND;TZID=Europe/Rome:20261023T163000
END:VEVENT
END:VCALENDAR
"""
POLICIES = [	# name, hours, first, next, resolution
	("vip", None, 45, 90, 360), ("free", None, 0, 0, 0), ("night", "night", 60, 180, 600), ("urgent", "office", 20, 0, 0),
	("chats", "office", 30, 60, 480), ("rest", "office", 240, 480, 960)]


def minute(m):
	return START + datetime.timedelta(minutes=m)


def stamp(m):
	return minute(m).strftime("%Y-%m-%dT%H:%M:%SZ")


def office(t):
	day, hm = t.weekday(), t.hour * 60 + t.minute
	if (t.month, t.day) == (10, 26) or ((t.month, t.day) == (10, 23) and 900 <= hm < 990):
		return False
	if day < 5:
		return 540 <= hm < 780 or 840 <= hm < 1080
	return day == 5 and 540 <= hm < 780


def night(t):
	return t.hour < 6 or t.hour >= 20


WALL = [minute(m).astimezone(ROME) for m in range(DAYS * 1440)]
OPEN = {None: [True] * len(WALL), "office": [office(t) for t in WALL], "night": [night(t) for t in WALL]}
RUNS = ("open", "snoozed")
DONE = ("resolved", "spam")


# ---- the story of a case: (minute, what, ...) ----------------------------------------------------------------

def story(events):
	"""Status by minute as a list of changes, and the clocks: kind, n, from, end, how it ended."""
	changes, clocks = [], []
	status, response, resolution = "open", None, None
	asked, nexts, solved = False, 0, 0
	for i, (at, what, more) in enumerate(events):
		to, by_hand = None, True
		if what == "in":
			if status in ("pending", "snoozed", "resolved"):
				to, by_hand = "open", False
		elif what == "status":
			to = more
		elif what == "undone":
			to = more
		if to and to != status:
			changes.append((at, to))
			if to in DONE and status not in DONE and resolution and resolution["end"] is None:
				resolution["end"], resolution["how"] = at, "done" if to == "resolved" else "dropped"
			if status in DONE and to not in DONE and by_hand and resolution:
				resolution["end"] = resolution["how"] = None
			status = to
		if what == "in":
			if not resolution or resolution["end"] is not None:
				solved += 1
				resolution = {"clock": "resolution", "n": solved, "from": at, "end": None, "how": None}
				clocks.append(resolution)
			if not response:
				kind = "next" if asked else "first"
				nexts += asked
				response = {"clock": kind, "n": nexts if asked else 1, "from": at, "end": None, "how": None}
				clocks.append(response)
				asked = True
		if what == "reply" and response:
			response["end"], response["how"] = at, "done"
			response = None
		# resolved with nothing said, unless that was taken back
		if what == "status" and more == "resolved" and response and not events[i][3:] and nothing_sent(events, i):
			response["end"], response["how"] = at, "dropped"
			response = None
	return status, changes, clocks, response is not None


def nothing_sent(events, i):
	if i + 1 < len(events) and events[i + 1][1] == "undone":
		return False
	return not any(e[1] == "status" and e[2] == "open" and was == "resolved"
		for e, was in zip(events[i + 1:], status_before(events)[i + 1:]))


def status_before(events):
	out, status = [], "open"
	for at, what, more in events:
		out.append(status)
		if what == "in" and status in ("pending", "snoozed", "resolved"):
			status = "open"
		elif what in ("status", "undone"):
			status = more
	return out


def judge(c, changes, status, policy):
	"""Adds due, used, state, broken to a clock."""
	name, hours, *goals = policy
	goal = goals[["first", "next", "resolution"].index(c["clock"])]
	is_open = OPEN[hours]
	end = c["end"]
	if end is None and status in DONE:		# nobody asks for it any more
		end = c["end"] = max(at for at, to in changes if to in DONE and at >= c["from"]) if any(
			to in DONE and at >= c["from"] for at, to in changes) else c["from"]
		last = [at for at, to in changes if to in DONE]
		# the moment at which the case was done, not a later change among the ways to be done
		for (a, t), (b, u) in zip(changes, changes[1:]):
			if t in DONE and u in DONE and b == end:
				end = c["end"] = a
		c["how"] = "dropped"
	now, k = "open", 0
	for at, to in changes:
		if at <= c["from"]:
			now = to
	later = [x for x in changes if x[0] > c["from"]]
	used, due, moment = 0, None, c["from"]
	running = now in RUNS or name is None
	limit = end if end is not None else len(is_open)
	waits = False
	while True:
		# who stops it at the very moment is in time: then it is due when it goes on
		while later and later[0][0] == moment and moment < limit:
			running = later.pop(0)[1] in RUNS or name is None
		if used >= goal and due is None and running:
			due = moment
		if moment >= limit:
			break
		if due is not None and end is None and (status in RUNS or name is None):
			break
		if running and is_open[moment]:
			used += 1
		moment += 1
	if due is not None and end is not None and due > end:
		due = None
	if end is not None and due is None and running:	# when it would have been
		left, m = goal - used, end
		while left > 0 and m < len(is_open):
			left -= is_open[m]
			m += 1
		due = m
	c["promised"], c["used"], c["due"] = goal, used, due
	c["broken"] = end is not None and due is not None and end > due
	if end is not None:
		c["state"] = c["how"]
	elif name is None:
		c["state"] = "runs" if status == "open" else "paused"
	else:
		c["state"] = "runs" if status in RUNS else "paused"
	return c


# ---- dice ---------------------------------------------------------------------------------------------------------

def live(dice, number, channel):
	at = dice.randrange(0, LAST - 1800)
	head = {"channel": channel, "tags": set(), "team": None, "priority": "normal"}
	events, lines = [], []
	say = lambda text, **more: lines.append((at, {"at": stamp(at), "account": channel, "message": dict(
		id="m%d-%d" % (number, len(lines)), thread="t%d" % number, name="Customer %d" % number, text=text,
		**{"from": "c%d@x.example" % number if channel == "mail" else "%d" % (390000000000 + number)}, **more)}))
	do = lambda **what: lines.append((at, {"at": stamp(at), "agent": dice.choice(["eva", "max"]), "case": "m%d-0" % number,
		**what}))
	say("Where is my order %d?" % number, subject="Order %d" % number)
	events.append((at, "in", None))
	for _ in range(dice.randrange(0, 9)):
		at += dice.choice([1, 3, 20, 45, 90, 200, 500, 900, 1500])
		if at >= LAST:
			break
		status, _, _, waiting = story(events)
		what = dice.choice(["in", "in", "in", "reply", "reply", "reply-pending", "reply-resolve", "pending", "resolve", "resolve",
			"open", "snooze", "tag", "untag", "urgent", "team", "spam", "thanks", "undo", "free"])
		if status == "spam" and what not in ("open", "tag"):
			continue
		if what == "in":
			say("And what about number %d?" % dice.randrange(1000), answers="m%d-0" % number)
			events.append((at, "in", None))
		elif what == "thanks":
			say("Thanks a lot!", answers="m%d-0" % number)
		elif what.startswith("reply") and status != "resolved":
			then = what[6:]
			do(reply="It is under way.", **({"do": then} if then else {}))
			events.append((at, "reply", None))
			if then:
				events.append((at, "status", {"pending": "pending", "resolve": "resolved"}[then]))
		elif what in ("pending", "resolve", "open", "spam") and not (what == "spam" and dice.random() < .7):
			to = {"resolve": "resolved"}.get(what, what)
			if to == status:
				continue
			do(do="reopen" if to == "open" and status == "resolved" else what)
			events.append((at, "status", to))
			if what in ("pending", "resolve") and dice.random() < .25:
				agent = lines[-1][1]["agent"]
				at += 7
				do(do="undo")
				lines[-1][1]["agent"] = agent
				events.append((at, "undone", status))
		elif what == "snooze" and status not in ("snoozed", "resolved"):
			hours = dice.choice([2, 9, 30])
			do(do="snooze %dh" % hours)
			head["until"] = at + hours * 60
			events.append((at, "status", "snoozed"))
		elif what in ("tag", "untag", "free"):
			do(do={"tag": "tag +vip", "untag": "tag -vip", "free": "tag +free"}[what])
			(head["tags"].discard if what == "untag" else head["tags"].add)("free" if what == "free" else "vip")
		elif what == "urgent":
			do(do="priority urgent")
			head["priority"] = "urgent"
		elif what == "team":
			head["team"] = dice.choice(["tech", "shop"])
			do(do="assign team:" + head["team"])
	return head, events, lines


def policy_of(head):
	if "vip" in head["tags"]:
		return POLICIES[0]
	if "free" in head["tags"]:
		return POLICIES[1]
	if head["team"] == "tech":
		return POLICIES[2]
	if head["priority"] == "urgent":
		return POLICIES[3]
	if head["channel"] in ("telegram", "sms"):
		return POLICIES[4]
	if head["channel"] not in ("instagram", "matrix"):
		return POLICIES[5]
	due = 60 if head["priority"] == "urgent" else 1440
	return (None, None, due, due, 0)


def expect(number, head, events, last):
	policy = policy_of(head)
	status, changes, clocks, _ = story(events)
	if status == "snoozed" and head["until"] <= last:	# it ends by itself
		status = "open"
	out = []
	for c in clocks:
		judge(c, changes, status, policy)
		if not c["promised"]:
			continue
		row = [number, policy[0] or "-", c["clock"], c["n"], c["state"], stamp(c["from"])]
		due = c["due"]
		if c["state"] == "paused":
			late = due is not None and any(a > due for a, t in changes if t not in RUNS)
			due = due if late and policy[0] else None
			row += [stamp(due) if due is not None else "-", "-", str(c["used"]) if policy[0] else "-",
				"broken" if due is not None else "kept"]
		elif c["state"] == "runs":
			row += [stamp(due), "-", "-", "kept"]
		else:
			row += [stamp(due) if due is not None else "-", stamp(c["end"]), str(c["used"]), "broken" if c["broken"] else "kept"]
		out.append(row)
	return sorted(out, key=lambda r: (RANK[r[2]], r[3]))


RANK = {"first": 0, "next": 1, "resolution": 2}


def read(cases, clocks):
	names = {}
	for line in open(cases):
		c = json.loads(line)
		names[c["case"]] = int(re.search(r"order (\d+)", c["subject"], re.I).group(1))
	rows = []
	for line in open(clocks):
		c = json.loads(line)
		still = c["state"] == "runs" or (c["state"] == "paused" and not c["policy"])
		rows.append([names[c["case"]], c["policy"] or "-", c["clock"], c["n"], c["state"], c["from"], c["due"] or "-", c["ended"] or "-",
			"-" if still else c["used_seconds"] // 60, "broken" if c["broken"] else "kept"])
	for row in sorted(rows, key=lambda r: (r[0], RANK[r[2]], r[3])):
		print(*row)


def main():
	if sys.argv[1] == "read":
		return read(*sys.argv[2:])
	seed, cases, folder = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
	dice = random.Random(seed)
	with open(folder + "/config", "w") as f:
		f.write(CONFIG % {"dir": folder})
		for c in CHANNELS:
			f.write("[account %s]\nchannel = exec\nas = %s\nid = shop-%s\ncommand = false\n" % (c, c, c))
	with open(folder + "/holidays.ics", "w") as f:
		f.write(ICS.replace("\n", "\r\n"))
	lives = [live(dice, n, CHANNELS[n % len(CHANNELS)]) for n in range(1, cases + 1)]
	lines = sorted((at, i, n, line) for n, (_, _, own) in enumerate(lives) for i, (at, line) in enumerate(own))
	with open(folder + "/events", "w") as f:
		for _, _, _, line in lines:
			f.write(json.dumps(line) + "\n")
	with open(folder + "/expected", "w") as f:
		for n, (head, events, _) in enumerate(lives, 1):
			for row in expect(n, head, events, lines[-1][0]):
				f.write(" ".join(str(x) for x in row) + "\n")


main()
