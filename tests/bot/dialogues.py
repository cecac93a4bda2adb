#!/usr/bin/env python3
"""dialogues.py [--corpus FILE] [--sportello PROGRAM] [--list]: real dialogues through the real engine, as a table.

Every dialogue is gone through with `sportello bot try --json`, what a customer wrote in a row as one message, until the bot
hands over or they say no more.  The answers are examples/answers and, for what those customers ask, tests/bot/answers.

FILE is the public collection (JSON lines: id, source, lang, messages of who and text); it is not part of Sportello, and
without it only the Italian dialogues of our own making are gone through.  First questions and places where somebody asks for
a person were labelled by hand after reading them (labels.tsv: ids and labels, no text).  They were written to people, not to
this bot, so "contained" says only that nothing in a dialogue made the bot call a person.

Exit 1 when somebody who asks for a person does not get one.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SAID = ("say", "ask")


def parse():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--corpus", default=os.environ.get("DIALOGUES"))
    p.add_argument("--sportello", default=os.environ.get("SPORTELLO", os.path.join(TOP, "build", "sportello")))
    p.add_argument("--set", default="", help="further lines of [bot], separated by ;")
    p.add_argument("--list", action="store_true", help="every wrong and every missed answer, by id")
    return p.parse_args()


def labels():
    found = collections.defaultdict(dict)
    for line in open(os.path.join(HERE, "labels.tsv"), encoding="utf-8"):
        if not line.startswith("# ") and line.strip():
            name, at, label = line.rstrip("\n").split("\t")
            found[name].setdefault(at, label)
    return found


def italian():
    """Our own: [(name, [(text, label)])]"""
    out = []
    for line in open(os.path.join(HERE, "italian.txt"), encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("== "):
            out.append((line[3:], []))
        elif line and not line.startswith("#"):
            text, label = line.rsplit(" > ", 1)
            out[-1][1].append((text, label))
    return out


def turns(dialogue):
    """What the customer wrote in a row: (numbers of the messages, text)."""
    out, numbers, texts = [], [], []
    for i, m in enumerate(dialogue["messages"]):
        if m["who"] == "customer":
            numbers.append(i)
            texts.append(" ".join(m["text"].split()))
        elif m["who"] == "agent" and texts:
            out.append((numbers, texts))
            numbers, texts = [], []
    if texts:
        out.append((numbers, texts))
    return out


class Bot:
    """One `bot try` for all dialogues: a line in, a line out."""
    def __init__(self, program, lines):
        self.folder = tempfile.mkdtemp()
        answers = os.path.join(self.folder, "answers")
        shutil.copytree(os.path.join(TOP, "examples", "answers"), answers)
        for name in os.listdir(os.path.join(HERE, "answers")):
            shutil.copy(os.path.join(HERE, "answers", name), answers)
        config = os.path.join(self.folder, "config")
        with open(config, "w", encoding="utf-8") as f:
            f.write("[agent]\nid = eva\n[answers]\nfolder = %s\n[field order]\npattern = ([0-9]{5,12}|#NUMBER#|"
                    "#ALPHANUMERIC_ID#)\n[bot Lina]\npeople = complaint\nmax-answers = 20\n%s\n"
                    % (answers, lines.replace(";", "\n")))
        self.p = subprocess.Popen([program, "--config", config, "bot", "try", "--json"], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def new(self, language):
        self.p.stdin.write("/new %s\n" % language)

    def say(self, texts):
        line = "\\n".join(t.replace("\\n", " ") for t in texts).lstrip("/ ") or "."
        self.p.stdin.write(line + "\n")
        self.p.stdin.flush()
        return json.loads(self.p.stdout.readline())

    def end(self):
        self.p.stdin.close()
        self.p.wait()
        shutil.rmtree(self.folder)


class Row:
    def __init__(self):
        self.n = collections.Counter()
        self.why = collections.Counter()
        self.left = []		# who asked for a person and did not get one
        self.unasked = []	# who got one by those words, and is not labelled so
        self.wrong, self.missed = [], []


def judge(row, name, move, label):
    """A labelled question and what the bot did with it."""
    right = set(label.split("|"))
    row.n["labelled"] += 1
    row.n["answerable"] += right != {"none"}
    if move["do"] in SAID:
        good = move["answer"] in right
        row.n["right" if good else "wrong"] += 1
        if not good:
            row.wrong.append("%s: %s, not %s" % (name, move["answer"], label))
    elif move["do"] == "hand-over" and move["why"] == "scope" and "complaint" in right:
        row.n["right"] += 1
    elif move["do"] == "which":
        row.n["which"] += 1
    else:
        row.n["unanswered"] += right != {"none"}
        row.n["rightly silent"] += right == {"none"}
        if right != {"none"}:
            row.missed.append("%s: %s (%s)" % (name, label, move["do"]))


def public(bot, corpus, known, rows):
    for line in open(corpus, encoding="utf-8"):
        d = json.loads(line)
        if d["source"].startswith("irc"):
            continue		# people among themselves
        language = {"de/en": "de", "pt-BR": "pt"}.get(d["lang"], d["lang"])
        row = rows["%s orders" % language if d["source"] == "bcontrast" else language]
        marks = known.get(d["id"], {})
        row.n["dialogues"] += 1
        bot.new(language)
        over = False
        for k, (numbers, texts) in enumerate(turns(d)):
            wants = any(marks.get(str(i)) == "person" for i in numbers)
            if over:
                row.n["asked for a person"] += wants
                row.n["got one"] += wants
                continue
            move = bot.say(texts)
            over = move["do"] == "hand-over"
            row.n["moves"] += 1
            row.n["misses"] += move["missed"]
            row.n["asked for a person"] += wants
            row.n["got one"] += wants and over
            if wants and not over:
                row.left.append("%s %s" % (d["id"], numbers))
            if over and move["why"] == "asked" and not wants:
                row.unasked.append("%s %s" % (d["id"], numbers))
            if k == 0 and "first" in marks:
                judge(row, d["id"], move, marks["first"])
            if over:
                row.why[move["why"]] += 1
        row.n["handed over"] += over


def ours(bot, row):
    for name, lines in italian():
        row.n["dialogues"] += 1
        bot.new("it")
        over = False
        for text, label in lines:
            wants = label == "person"
            if over:
                row.n["asked for a person"] += wants
                row.n["got one"] += wants
                continue
            move = bot.say([text])
            over = move["do"] == "hand-over"
            row.n["moves"] += 1
            row.n["misses"] += move["missed"]
            row.n["asked for a person"] += wants
            row.n["got one"] += wants and over
            if wants and not over:
                row.left.append("%s: %s" % (name, text))
            if label not in ("person", "hello", "thanks", "value", "denies"):
                judge(row, "%s: %s" % (name, text), move, label)
            if over:
                row.why[move["why"]] += 1
        row.n["handed over"] += over


def print_table(rows):
    columns = ("dialogues", "contained", "handed over", "moves", "misses", "labelled", "answerable", "right", "wrong", "which",
               "unanswered", "rightly silent", "asked for a person", "got one")
    print("%-10s" % "" + "".join("%12s" % c[-11:] for c in columns))
    for name in sorted(rows):
        n = rows[name].n
        n["contained"] = n["dialogues"] - n["handed over"]
        print("%-10s" % name + "".join("%12d" % n[c] for c in columns))
    for name in sorted(rows):
        print("%-10s handed over: %s" % (name, ", ".join("%s %d" % w for w in rows[name].why.most_common())))


def main():
    o = parse()
    rows = collections.defaultdict(Row)
    bot = Bot(o.sportello, o.set)
    ours(bot, rows["it (ours)"])
    if o.corpus and os.path.exists(o.corpus):
        public(bot, o.corpus, labels(), rows)
    bot.end()
    print_table(rows)
    bad = 0
    for name in sorted(rows):
        for who in rows[name].left:
            print("LEFT ALONE: %s %s" % (name, who))
            bad += 1
        if o.list:
            for text in rows[name].wrong:
                print("wrong: %s" % text)
            for text in rows[name].unasked:
                print("not labelled: %s" % text)
            for text in rows[name].missed:
                print("missed: %s" % text)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
