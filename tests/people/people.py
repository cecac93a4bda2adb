#!/usr/bin/env python3
"""people.py - people who write on several channels, with the truth known, and how well they are told to be one.

    people.py make DIR SEED PERSONS [DIALOGUES]   a configuration, what each account hears, and the truth
    people.py speak FILE                          the program of an exec account: says FILE, once
    people.py judge DIR STORE                     one line of JSON: pairs, found, wrong

Every person has two to four identities.  What ties them stands in the texts alone, as people write it: a signature, "my
number is", an address given when asked, an order told twice, one name.  Between them live namesakes, households that share
a telephone, firms with one switchboard, people who name their wife's number, forwarded and quoted signatures, mistyped
numbers and orders that look like telephones.
"""
import json
import os
import random
import sqlite3
import sys

FIRST = """Anna Marco Giulia Luca Francesca Matteo Chiara Andrea Elena Davide Sara Paolo Laura Stefano Martina Roberto Silvia
Alessandro Valentina Giorgio Emma Oliver Sophie Jack Charlotte Harry Lucy Thomas Grace Henry Lena Felix Hannah Jonas Klara Emil
Greta Moritz Frieda Anton Claire Hugo Manon Louis Ines Carlos Lucia Diego Marta Pablo Beatriz Tiago Rita Goncalo Ewa Piotr Zofia
Jan Aylin Emre Noor Omar Mei Wei Priya Arjun Ingrid Lars Astrid Nils""".split()
LAST = """Rossi Bianchi Ferrari Esposito Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo Lombardi
Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile Smith Jones Taylor Brown Wilson
Evans Thomas Johnson Roberts Walker Wright Hughes Edwards Green Hall Wood Harris Martin Clarke Jackson Mueller Schmidt Schneider
Fischer Weber Wagner Becker Schulz Hoffmann Koch Richter Klein Wolf Neumann Schwarz Braun Krueger Hofmann Lange Werner Dubois
Moreau Laurent Simon Michel Garcia Martinez Lopez Sanchez Perez Silva Santos Ferreira Pereira Oliveira Nowak Kowalska Wojcik
Yilmaz Kaya Demir Hassan Khan Chen Wang Patel Sharma Hansen Berg Lindqvist""".split()
HOSTS = "example.net example.com post.example mail.example libero.example gmx.example web.example posta.example".split()
WORDS = ["Where is my parcel?", "Il pacco non è arrivato.", "Kann ich die Lampe umtauschen?", "The invoice is wrong.",
	"Ho pagato due volte.", "Wann kommt der Techniker?", "I would like to return it.", "Quando mi rispondete?",
	"La taglia è sbagliata.", "It stopped working after a week.", "Die Rechnung fehlt noch.", "Can I change the address?",
	"Merci de me rappeler.", "¿Cuándo llega mi pedido?", "Onde está a minha encomenda?", "The colour is another one."]
HANDLES = "sunny star moon pizza rocket cat dog blue tiger coffee music cloud river happy silent".split()
GIVE_PHONE = ["My number is {p}.", "Il mio numero è {p}", "Meine Nummer: {p}", "You can call me at {p}", "Chiamatemi al {p}, grazie",
	"Mon numéro est le {p}.", "Mi número es {p}", "O meu telefone é {p}", "{p} is my mobile", "Richiamatemi al {p} dopo le 18"]
GIVE_MAIL = ["My email is {m}", "La mia mail è {m}", "Meine E-Mail: {m}", "Mi scriva a {m} per favore", "write to me at {m}",
	"Mon mail: {m}", "Mi correo es {m}", "O meu email é {m}"]
OTHERS = ["Please write to my husband, {m}", "Il numero di mia moglie è {p}", "My daughter's number is {p}, she is at home",
	"Potete chiamare mio figlio al {p}", "Meine Frau erreichen Sie unter {p}", "My colleague {m} knows more",
	"La mail di mio marito è {m}"]
BYE = ["Kind regards", "Cordiali saluti", "Mit freundlichen Grüßen", "Saluti", "Thanks", "Grazie", "Viele Grüße"]


class Person:
	pass


def phone_written(r, number):
	n = number[3:]
	return r.choice(["+39 " + n[:3] + " " + n[3:], n[:3] + " " + n[3:6] + " " + n[6:], n[:3] + "-" + n[3:], "0039" + n, n,
		"+39" + n, n[:3] + "." + n[3:6] + "." + n[6:]])


def make_person(r, i, old):
	p = Person()
	p.id = i
	p.first, p.last = r.choice(FIRST), r.choice(LAST)
	p.phone = "+393%02d%07d" % (r.randrange(20, 100), r.randrange(10 ** 7))
	p.kind = r.choices(["single", "namesake", "household", "firm"], [80, 6, 10, 4])[0] if len(old) > 20 else "single"
	p.sign_phone = p.phone
	p.local = "%s%s%s" % (p.first.lower(), r.choice([".", "_", ".", ""]), p.last.lower()) + r.choice(["", "", "", str(r.randrange(60, 99))])
	if p.kind == "namesake":
		other = r.choice(old)
		p.first, p.last = other.first, other.last
		p.local = "%s%s%d" % (p.last.lower(), p.first[0].lower(), r.randrange(100, 999))
		if r.random() < 0.1:
			p.local = other.local
	if p.kind == "household":
		other = r.choice(old)
		p.last = other.last
		p.local = p.first.lower() + "." + p.last.lower() + str(r.randrange(100))
		if r.random() < 0.5:	# one telephone at home, which both sign with
			p.sign_phone = other.sign_phone
	if p.kind == "firm":
		p.sign_phone = "+3902%07d" % (r.randrange(5) * 111111)
	p.handle = r.choice([r.choice(HANDLES) + "_" + r.choice(HANDLES) + str(r.randrange(1000)),
		(p.first + p.last).lower() + str(r.randrange(10000)), p.first.lower() + "." + p.last.lower() + str(r.randrange(10000))])
	p.mail = p.local + "@" + r.choice(HOSTS)
	p.mail2 = p.local + "@" + r.choice(HOSTS) if r.random() < 0.4 else p.handle + "@" + r.choice(HOSTS)
	if p.mail2 == p.mail:
		p.mail2 = "x" + p.mail2
	p.order = "%d" % r.randrange(10 ** 9, 10 ** 10)
	pool = ["mail", "mail2", "whatsapp", "telegram", "x", "messenger"]
	weights = {"mail": 9, "whatsapp": 6, "telegram": 3, "x": 3, "messenger": 3, "mail2": 3}
	p.on = []
	while len(p.on) < r.choice([2, 2, 2, 3, 3, 4]):
		c = r.choices(pool, [weights[x] for x in pool])[0]
		if c not in p.on:
			p.on.append(c)
	return p


def shown_name(r, p, c):
	if c in ("mail", "mail2"):
		return r.choice(["%s %s" % (p.first, p.last)] * 6 + ["%s, %s" % (p.last, p.first), p.first, "%s %s" % (p.first[0] + ".", p.last), ""])
	if c == "messenger":
		return "%s %s" % (p.first, p.last)
	return r.choice(["%s %s" % (p.first, p.last), p.first, p.handle, p.handle])


def address(p, c):
	return {"mail": p.mail, "mail2": p.mail2, "whatsapp": p.phone, "telegram": str(700000000 + p.id), "x": p.handle,
		"messenger": str(9000000000000000 + p.id)}[c]


def texts_of(r, p, dialogue, people):
	"""What this person says on each channel, and which pairs of channels that ties."""
	said, ties = {c: [] for c in p.on}, set()
	parts = dialogue[:]
	for k, c in enumerate(p.on):
		mine = parts[k::len(p.on)][:6] or [r.choice(WORDS)]
		said[c] = list(mine)
	for c in p.on:
		mail = c in ("mail", "mail2")
		# what one says of oneself that is another identity here
		for other in p.on:
			if other == c:
				continue
			if other == "whatsapp" and mail and r.random() < 0.45:
				said[c].append(r.choice(GIVE_PHONE).format(p=phone_written(r, p.phone)))
				ties.add((c, other, "given"))
			if other in ("mail", "mail2") and not mail:
				m = p.mail if other == "mail" else p.mail2
				roll = r.random()
				if roll < 0.4:
					said[c].append(r.choice(GIVE_MAIL).format(m=m))
					ties.add((c, other, "given"))
				elif roll < 0.55:	# asked for it, one answers with it alone
					said[c].append(m)
					ties.add((c, other, "alone"))
			if other == "whatsapp" and not mail and r.random() < 0.3:
				said[c].append(phone_written(r, p.phone) if r.random() < 0.4 else r.choice(GIVE_PHONE).format(p=phone_written(r, p.phone)))
				ties.add((c, other, "given"))
		if r.random() < 0.3:
			said[c].append(r.choice(["Order {o}", "ordine n. {o}", "Bestellnummer {o}", "my order is {o}"]).format(o=p.order))
		if r.random() < 0.12:
			q = r.choice(people) if people else p
			if q is not p:
				said[c].append(r.choice(OTHERS).format(p=phone_written(r, q.phone), m=q.mail))
		if mail and r.random() < 0.6:
			wrong = r.random() < 0.03
			number = p.sign_phone if not wrong else p.sign_phone[:-1] + str((int(p.sign_phone[-1]) + 1) % 10)
			sign = r.choice(["-- \n", "", "\n"]) + r.choice(BYE) + "\n" + p.first + " " + p.last + "\n" + \
				r.choice(["Tel. ", "Cell. ", "Mobile: ", "", "T "]) + phone_written(r, number)
			if r.random() < 0.2:
				sign += "\n" + (p.mail2 if c == "mail" else p.mail)
				if ("mail2" if c == "mail" else "mail") in p.on:
					ties.add((c, "mail2" if c == "mail" else "mail", "signature"))
			said[c][-1] = said[c][-1] + "\n\n" + sign
			if "whatsapp" in p.on and number == p.phone:
				ties.add((c, "whatsapp", "signature"))
		if mail and people and r.random() < 0.1:
			q = r.choice(people)
			said[c].append("See below, please.\n\nOn Mon, 2 Nov 2026, %s %s <%s> wrote:\n> %s\n> -- \n> %s %s\n> Tel. %s" % (q.first, q.last,
				q.mail, r.choice(WORDS), q.first, q.last, phone_written(r, q.phone)))
	return said, ties


def dialogues(path):
	if not path:
		return None
	out = []
	with open(path, encoding="utf-8") as f:
		for line in f:
			d = json.loads(line)
			words = [m["text"] for m in d["messages"] if m.get("who") == "customer" and m.get("text")]
			if 2 <= len(words) <= 40:
				out.append([w[:1500] for w in words])
	return out


def make(where, seed, count, path=None):
	r = random.Random(int(seed))
	real = dialogues(path)
	accounts = {c: [] for c in ("mail", "whatsapp", "telegram", "x", "messenger")}
	people, truth, ties = [], {}, []
	t = 1795000000
	for i in range(int(count)):
		p = make_person(r, i, people)
		said, tied = texts_of(r, p, list(r.choice(real)) if real else r.sample(WORDS, 6), people)
		people.append(p)
		for c in p.on:
			kind = "mail" if c == "mail2" else c
			name = shown_name(r, p, c)
			truth["%s %s" % (kind, address(p, c))] = p.id
			for n, text in enumerate(said[c]):
				t += r.randrange(1, 40)
				accounts[kind].append({"type": "message", "thread": "%s-%d" % (c, p.id), "id": "%s-%d-%d" % (c, p.id, n),
					"from": {"address": address(p, c), "name": name}, "text": text, "at": t})
		for a, b, how in tied:
			ties.append((p.id, a, b, how))
	os.makedirs(where, exist_ok=True)
	with open(os.path.join(where, "config"), "w") as f:
		f.write("[agent]\nid = eva\n[care]\ncountry = IT\n[field order]\npattern = "
			"([Oo]rder|[Oo]rdine|[Bb]estellnummer)( is| n[.])? ([0-9]{10})\nidentifies = yes\n")
		for c, lines in accounts.items():
			r.shuffle(lines)
			lines.sort(key=lambda m: m["at"])
			with open(os.path.join(where, c + ".jsonl"), "w", encoding="utf-8") as out:
				for m in lines:
					out.write(json.dumps(m, ensure_ascii=False) + "\n")
			f.write("[account %s]\nchannel = exec\nas = %s\nid = shop-%s\nsince = 2026-01-01\npublic = cases\ncommand = '%s' speak '%s'\n" % (c, c, c,
				os.path.abspath(__file__), os.path.join(os.path.abspath(where), c + ".jsonl")))
	with open(os.path.join(where, "truth.json"), "w") as f:
		json.dump({"truth": truth, "ties": ties, "kinds": {p.id: p.kind for p in people}}, f)


def speak(path):
	for line in sys.stdin:
		do = json.loads(line)
		if do["do"] == "hello":
			fresh = not do.get("cursor")
			print('{"type":"hello","protocol":1}', flush=True)
		elif do["do"] == "pull":
			if fresh:
				with open(path, encoding="utf-8") as f:
					for m in f:
						sys.stdout.write(m)
			print('{"type":"cursor","value":"all"}\n{"type":"done"}', flush=True)
		elif do["do"] == "quit":
			return


def judge(where, store):
	with open(os.path.join(where, "truth.json")) as f:
		world = json.load(f)
	truth, kinds = world["truth"], world["kinds"]
	db = sqlite3.connect("file:%s?mode=ro" % store, uri=True)
	owner, person = {}, {}
	for kind, addr, customer in db.execute("SELECT kind, address, customer FROM identity WHERE customer IS NOT NULL"):
		who = truth.get("%s %s" % (kind, addr))
		if who is not None:
			person.setdefault(customer, set()).add(who)
			owner["%s %s" % (kind, addr)] = customer
	wrong_merges = sum(len(s) > 1 for s in person.values())
	people = {}
	for c, s in person.items():
		people.setdefault(min(s), set()).add(c)
	should = {tuple(sorted((a, b))) for s in people.values() for a in s for b in s if a != b}
	suggested, evidence = set(), {}
	for a, b, score, codes in db.execute("SELECT a, b, score, evidence FROM suggestion WHERE state='open'"):
		suggested.add((a, b))
		evidence[(a, b)] = (score, codes)
	right = {p for p in suggested if p in should}
	wrong = suggested - right
	# pairs whose texts hold something that ties them
	mail_of = {}
	tied = set()
	for who, a, b, how in world["ties"]:
		mine = {k: c for k, c in owner.items() if truth[k] == who}
		def find(c):
			for k, v in mine.items():
				kind, addr = k.split(" ", 1)
				if (c == kind and c != "mail") or (c in ("mail", "mail2") and kind == "mail" and mail_of.get((who, addr), c) == c):
					return v
		x, y = find(a), find(b)
		if a in ("mail", "mail2") and b in ("mail", "mail2"):
			mails = [v for k, v in mine.items() if k.startswith("mail ")]
			if len(mails) == 2:
				x, y = mails
		if x and y and x != y:
			tied.add(tuple(sorted((x, y))))
	# what accepting all right ones makes one, step by step
	root = {c: c for c in person}
	def top(c):
		while root[c] != c:
			c = root[c]
		return c
	for a, b in right:
		root[top(a)] = top(b)
	united = sum(top(a) == top(b) for a, b in should)
	by_code = {}
	for p in wrong:
		who = [kinds[str(min(person[c]))] for c in p if c in person]
		by_code.setdefault("%s [%s]" % (evidence[p][1], "+".join(sorted(who))), []).append(evidence[p][0])
	print(json.dumps({"persons": len(people), "customers": len(person), "wrong_merges": wrong_merges, "pairs": len(should),
		"tied": len(tied), "suggested": len(suggested), "right": len(right), "wrong": len(wrong),
		"precision": round(len(right) / max(1, len(suggested)), 4), "recall_tied": round(len(right & tied) / max(1, len(tied)), 4),
		"united_all": round(united / max(1, len(should)), 4), "recall_all": round(len(right) / max(1, len(should)), 4),
		"wrong_by": {k: len(v) for k, v in sorted(by_code.items(), key=lambda kv: -len(kv[1]))[:12]}}))
	if os.environ.get("MISSED"):
		for p in list(tied - right)[:20]:
			print("missed", p, [k for k, v in owner.items() if v in p])


if __name__ == "__main__":
	{"make": make, "speak": speak, "judge": judge}[sys.argv[1]](*sys.argv[2:])
