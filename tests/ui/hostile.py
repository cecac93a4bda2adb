"""hostile.py - the two worlds of hostile.t, and how their screens are compared.

Every word of a stranger has a name (its kind), a width, and two forms: plain, made of three letters that stand nowhere else
(one column, two columns, two columns of an emoji), and hostile, of the same width in each place.
"""
import json
import os
import pty
import re
import select
import struct
import sys
import time

ONE, TWO, FACE = "Ж", "龘", "🟦"
# kinds of hostile letters: what they are, and the width in which they must stay
CONTROL = ["\x1b", "\x07", "\x9b", "\x0e", "\x7f", "\x90", "\x9d", "\x08", "\x0b", "\x84"]
BIDI = ["\u202e", "\u2066", "\u200f", "\u061c", "\u202a", "\u2069", "\u200e"]
MARKS = ["z" + "\u0301\u0316\u0489\u0334" * 6, "e\u0301", "n\u0303", "a\u20dd"]
RIGHT = ["א", "ש", "م", "ن", "ת", "ع"]
OTHER = ["\ufffe", "\ufdd0", "\U0001fffe", "\u0e01\u0e34", "\u0e19\u0e49", "ﬁ", "ß", "İ"]
WIDE = ["漢", "한", "\u1112\u1161\u11ab", "Ａ", "字"]
FACES = ["👨\u200d👩\u200d👧\u200d👦", "🇮🇹", "👍🏽", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🧑🏿\u200d🚀"]


def word(kind, width, form, salt=0):
    """One word of a width: a letter per column or per two."""
    pick = {"c": (CONTROL, ONE), "b": (BIDI, ONE), "m": (MARKS, ONE), "r": (RIGHT, ONE), "o": (OTHER, ONE),
            "w": (WIDE, TWO), "f": (FACES, FACE)}[kind]
    if form == "plain":
        return pick[1] * width
    letters = [pick[0][(i * 3 + salt) % len(pick[0])] for i in range(width)]
    if kind in "cb":  # two controls in a row may become one stand-in: letters between
        return "".join(c if i % 2 == 0 else "x" for i, c in enumerate(letters))
    return "".join(letters)


class Words:
    def __init__(self, form):
        self.form = form
        self.n = 0

    def __call__(self, pattern):
        """"c6 r5 f2": words of these kinds and widths."""
        self.n += 1
        return " ".join(word(p[0], int(p[1:]), self.form, self.n) for p in pattern.split())


def messages(form, folder):
    w = Words(form)
    at = "2026-11-20T%02d:%02d:00Z"
    out = []
    file = os.path.join(folder, "file.bin")

    def say(thread, n, hour, address, name, text, **more):
        line = {"type": "message", "thread": thread, "id": str(n), "at": at % (hour, n), "text": text,
                "from": {"address": address, "name": name}}
        line.update(more)
        out.append(line)

    long = "c9 r6 m7 b8 o5 w3 f2 r4 c5 m4 b5 w4 r7 f3 o4"
    say("m1", 1, 9, "ana", w("r4 c5"), w(long) + "\n\n" + w(long) + "\n" + w("c7 b9"), subject=w("b7 r5 f2 c6 w3 m5"),
        attachments=[{"name": w("r5 b6 c4") + ".pdf", "type": "application/pdf", "path": file},
                     {"name": w("f2 m3 w2") + ".txt", "type": "text/plain", "path": file}])
    say("m1", 2, 10, "ana", w("r4 c5"), "> " + w("c8 r5 b6") + "\n" + w("m9 o5") + " https://example.org/" + w("m4") + "\n")
    say("m2", 3, 11, "bob", w("f3 w2 m4"), w("f2 c5 r6 w2 b4 m7"), subject=w("w3 r8 c5"))
    say("m3", 4, 12, w("r6 c3").replace(" ", ""), None, w("b9 c9 r9 f4"))
    say("p1", 5, 13, "rita", w("c4 r5"), w("b6 f2 r6 c7 m5"), audience="public", post=w("r5 c6 w2 b5"), likes=3, reach=20000)
    say("p1", 6, 13, "otto", w("b5 m4"), w("c6 r5 f2"), audience="public", post=w("r5 c6 w2 b5"), likes=1, reach=90)
    say("c1", 7, 13, "zoe", w("m5 b4"), "", kind="call", duration=65)
    out.append({"type": "identity", "kind": "mail", "address": "ana@example.org", "name": w("r4 c5"),
                "same_as": {"kind": "telegram", "address": "ana"}})
    return out


CHANNEL = r'''#!/usr/bin/env python3
import json, sys, os
here = os.path.dirname(os.path.realpath(sys.argv[0]))
world = json.load(open(os.path.join(here, "world.json")))
def say(line):
    print(json.dumps(line), flush=True)
for line in sys.stdin:
    o = json.loads(line)
    if o["do"] == "hello":
        say({"type": "hello", "protocol": 1, "acts": ["like", "hide"]})
        if o.get("cursor") is None and sys.argv[1:] != ["broken"]:
            for m in world["messages"]:
                say(m)
            for m in world["templates"]:
                say(m)
        say({"type": "cursor", "value": 1})
        if sys.argv[1:] == ["broken"]:
            say({"type": "error", "kind": "auth", "text": world["error"]})
    elif o["do"] == "pull":
        say({"type": "done"})
    elif o["do"] == "send":
        say({"type": "failed", "id": o["id"], "text": world["refused"]})
    elif o["do"] == "quit":
        break
'''


def config(form, folder):
    w = Words(form)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "file.bin"), "w") as f:
        f.write("x" * 900)
    with open(os.path.join(folder, "channel"), "w") as f:
        f.write(CHANNEL)
    os.chmod(os.path.join(folder, "channel"), 0o755)
    template = {"name": "offer", "language": "en", "category": "utility", "status": "approved",
                "header": w("c5 r4"), "body": w("r5 b6") + " {{1}} " + w("c4 f2"), "footer": w("b5")}
    with open(os.path.join(folder, "hook"), "w") as f:
        f.write("#!/usr/bin/env python3\nimport json\nprint(json.dumps({'lines': [{'label': %r, 'value': %r}]}))\n"
                % (w("c4"), w("r5 b4 f2")))
    os.chmod(os.path.join(folder, "hook"), 0o755)
    with open(os.path.join(folder, "world.json"), "w") as f:
        json.dump({"messages": messages(form, folder), "error": w("c6 r5 b7 f2"), "refused": w("b6 c7 r4 m5"),
                   "templates": [{"type": "capability", "key": "template:offer/en", "value": json.dumps(template)}]}, f)
    print("[account chat]\nchannel = exec\nas = telegram\nid = us\nsince = 2026-11-01\ncommand = %s/channel" % folder)
    print("[account bad]\nchannel = exec\nas = whatsapp\nid = us\nsince = 2026-11-01\ncommand = %s/channel broken" % folder)
    print("[macro words]\ntext = Dear {customer.name}, thank you.\n[field order]\ntype = text\n[view vip]\nquery = tag:vip")


def quote(s):
    return "'" + s.replace("'", "'\\''") + "'"


def verbs(form, case):
    w = Words(form)
    print("note %s -- %s" % (case, quote(w("c5 r6 b5 m4"))))
    print("reply %s --no-hold -- %s" % (case, quote(w("m5 r5"))))
    print("field %s order %s" % (case, quote(w("r5 c4"))))
    print("take %s" % case)
    print("next %s %s" % (case, quote(w("r5 b4 c5"))))
    print("customer set 1 notes %s --verified x" % quote(w("r5 c6 m4")))


SCRIPT = """dump cells
key j
dump cells
cmd open CASE
dump cells
cmd headers
dump cells
key c
dump cells
key c
cmd top
dump cells
cmd kinds
dump cells
key o
dump cells
key Esc
key S
dump cells
key Esc
cmd explain
dump cells
key Esc
cmd case-journal
dump cells
key q
cmd fields
dump cells
key q
cmd history
dump cells
key q
cmd person
dump cells
key q
cmd merge 2
dump cells
key q
key R
dump cells
key Esc
key ,
dump cells
key Esc
key a
dump cells
key Esc
key r
dump cells
key C-x q
dump cells
key C-x p
cmd note
key x
dump cells
key C-x p
cmd outbox
dump cells
key Enter
dump cells
key q
cmd stream
dump cells
key Enter
dump cells
key q
key q
cmd drafts
dump cells
key q
cmd customers
dump cells
key q
cmd people-find
dump cells
key Esc
key Esc
cmd suggestions
dump cells
key q
cmd journal
dump cells
key q
cmd accounts
dump cells
key q
cmd search-all case
dump cells
key Esc
key Esc
key Esc
cmd handover
dump cells
key q
cmd news
dump cells
key q
cmd dashboard
dump cells
key q
key C-k
dump cells
key Esc
cmd top
key E
dump cells
key Esc
cmd resolve
dump cells
key u
dump cells
"""


def book():
    for line in sys.stdin:
        do = json.loads(line)["do"]
        if do == "hello":
            print(json.dumps({"type": "hello", "protocol": 1}))
        elif do == "pull":
            print(json.dumps({"type": "message", "thread": "b", "id": "1", "at": "2026-11-20T14:00:00Z",
                              "from": {"address": "+39333"}, "text": ("\u202e" + ONE * 3 + "\x1b") * 50000}, ensure_ascii=False))
            print(json.dumps({"type": "done"}))
        sys.stdout.flush()


def read(path):
    screens = []
    with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as f:
        for line in f.read().split("\n"):
            if line.startswith("=== "):
                screens.append({"title": line, "rows": []})
            elif line.startswith("cursor ") and screens:
                screens[-1]["cursor"] = line
            elif "\x1f" in line and screens:
                screens[-1]["rows"].append([c.split(":", 1) for c in line.split("\x1f")[:-1]])
            elif line and screens:
                screens[-1].setdefault("junk", []).append(line)
    return screens


FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u200b]")


def line_of(row):
    return "".join(c[1] for c in row)


def compare(a, b):
    bad = 0
    one, two = read(a), read(b)
    if len(one) != len(two):
        print("%d screens and %d" % (len(one), len(two)))
        bad = 1
    for i, (x, y) in enumerate(zip(one, two)):
        wrong = []
        if x.get("cursor") != y.get("cursor"):
            wrong.append("%s, %s" % (x.get("cursor"), y.get("cursor")))
        for r, (p, q) in enumerate(zip(x["rows"], y["rows"])):
            if "@localhost" in line_of(p) or re.search("[0-9a-f]{24}", line_of(p)):
                continue  # an id of ours, made by chance
            own = False
            for c, (cell, other) in enumerate(zip(p, q)):
                if cell[1] != "":
                    own = cell[1] in (ONE, TWO, FACE)
                if FORBIDDEN.search(other[1]):
                    wrong.append("row %d column %d holds %r" % (r, c, other[1]))
                if cell != other and not (own and cell[0] == other[0]):
                    wrong.append("row %d column %d: %s, %s\n  %s\n  %s" % (r, c, cell, other, line_of(p), line_of(q)))
                    break
        if wrong:
            bad += 1
            print("screen %d %s\n%s" % (i, x["title"], "\n".join(wrong[:3])))
    return 1 if bad else 0


def covered(path):
    """Runs of a stranger's letters on the screens: enough of them, wide ones and emoji too."""
    text = "\n".join(line_of(r) for s in read(path) for r in s["rows"])
    few = [k for k, n in ((ONE, 3000), (TWO, 200), (FACE, 200)) if text.count(k) < n]
    empty = [i for i, s in enumerate(read(path)) if not any(line_of(r).strip() for r in s["rows"])]
    print("few of %s, empty screens %s" % (few, empty))
    return 1 if few or empty else 0


OURS = re.compile(rb"\x1b\[[?>]?[0-9;]*[A-Za-z]|\x1b\(B|\x1b=|\x1b>|\r|\n|\x1b\[22;0t|\x1b\[23;0t")
KEYS = [b"j", b"j", b"k", b"\r", b"H", b"x", b"c", b"c", b"q", b"go", b"\r", b"q", b"q", b"gS", b"\r", b"q", b"q", b"gc", b"q", b"r",
        b"\x18p", b"gl", b"q", b":", b"accounts\r", b"q", b"Q"]


def terminal(argv):
    """Runs the console on a terminal, through many screens, and looks at every byte it writes."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.environ.pop("COLORTERM", None)
        os.execv(argv[0], argv)
    import fcntl
    import termios
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen = b""

    def rest(seconds):
        nonlocal seen
        end = time.time() + seconds
        while time.time() < end and select.select([fd], [], [], 0.05)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                return
    end = time.time() + 20
    while b"\x1b[" not in seen and time.time() < end:
        rest(0.2)
    for k in KEYS:
        os.write(fd, k)
        rest(0.3)
    rest(0.5)
    try:
        os.kill(pid, 15)
    except ProcessLookupError:
        pass
    rest(0.5)
    os.waitpid(pid, 0)
    left = OURS.sub(b"", seen).decode("utf-8", "replace")
    bad = FORBIDDEN.findall(left)
    print("%d bytes; not ours: %r" % (len(seen), bad[:10]))
    return 1 if bad or len(seen) < 5000 or "\ufffd\ufffd\ufffd" not in left and "␛" not in left else 0


def main(argv):
    what = argv[1]
    if what == "config":
        config(argv[2], argv[3])
    elif what == "verbs":
        verbs(argv[2], argv[3])
    elif what == "script":
        print(SCRIPT.replace("CASE", argv[2]), end="")
    elif what == "book":
        book()
    elif what == "compare":
        return compare(argv[2], argv[3])
    elif what == "covered":
        return covered(argv[2])
    elif what == "terminal":
        return terminal(argv[2:])
    return 0


sys.exit(main(sys.argv))
