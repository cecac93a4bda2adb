"""names.py - what strangers call their files, themselves and their links.

names.py channel        an exec account's program that brings them all
names.py mail           a mail with a file of every name
names.py names          how many names of files there are
"""
import sys

sys.dont_write_bytecode = True
from spoken import channel

FILES = ["../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "C:\\Windows\\x.exe", "..", ".", "...", ".bashrc", "-rf", "--watch",
         "--probe", "~", "~root", "a\nb.txt", "a\rb.txt", "\x1b]0;owned\x07.txt", "\x1b[2J.pdf", "a\x00b.txt", "\u202efdp.exe", "\u2066x\u2069.pdf",
         "CON", "NUL.txt", "$(reboot).txt", "`reboot`.txt", "a;reboot;.txt", "a|b.txt", "a&b.txt", "%2e%2e%2fpasswd", "a b.txt",
         "x.desktop", "evil.pdf.exe", "n" * 300 + ".pdf", "\u0301" * 150, "é" * 200 + ".pdf", "", " ", "\t", "file:///etc/passwd",
         "http://x/y", "=cmd|' /C calc'!A0", "{file}", "%s%n%s", "\ud800.txt", "\ufeffx", "a\u2028b.txt", "a\u0085b", "\x7f\x80"]
# (name, address, kind, text, flags expected)
PEOPLE = [
    ("Ana Perez", "ana@example.net", "hello?", ""),
    ("\u0410na Perez", "ana2@example.net", "hello?", "lookalike"),           # a Cyrillic A
    ("Анна Петрова", "anna@example.net", "hello?", ""),                      # all of it Cyrillic
    ("Анна IBM-Россия", "anna2@example.net", "hello?", ""),
    ("Ελένη", "eleni@example.net", "hello?", ""),
    ("P\u0430yPal", "x1@example.net", "hello?", "lookalike"),
    ("Josep Muñoz i Çelik", "x2@example.net", "hello?", ""),
    ("Zoë \u0141ukasz \u1ea4n", "x3@example.net", "hello?", ""),
    ("Ana", "ana@ex\u0430mple.net", "hello?", "lookalike"),
    ("Ana", "ana@\u0430\u0440\u0440\u04cf\u0435.com", "hello?", "lookalike"),  # all Cyrillic, all like Latin
    ("Ana", "x4@example.net", "see https://\u0430\u0440\u0440\u04cf\u0435.com/login please?", "lookalike"),
    ("Ana", "x5@example.net", "see https://b\u0430nk.example/ please?", "lookalike"),
    ("Ana", "x6@example.net", "see https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/ please?", ""),
    ("Ana", "x7@example.net", "see https://m\u00fcnchen.example/ please?", ""),
    ("Ana", "x8@example.net", "see https://\u65e5\u672c.example/ please?", ""),
    ("support@bank.example", "x9@example.net", "hello?", "other-name"),
    ("'x10@example.net'", "x10@example.net", "hello?", ""),
    ("Ana @ Home", "x11@example.net", "hello?", ""),
    ("The Bank <help@bank.example>", "x12@example.net", "hello?", "other-name"),
]


def messages():
    for i, (name, address, text, flags) in enumerate(PEOPLE):
        yield {"type": "message", "thread": "p%d" % i, "id": "p%d" % i, "at": "2026-11-20T10:00:00Z", "text": text,
               "subject": "who %d" % i, "from": {"address": address, "name": name, "kind": "mail"}}
    for i, name in enumerate(FILES):
        yield {"type": "message", "thread": "f%d" % i, "id": "f%d" % i, "at": "2026-11-20T11:00:00Z", "text": "file %d?" % i,
               "from": {"address": "+3933300%05d" % i, "name": "Zoe"},
               "attachments": [{"name": name, "type": "text/plain", "path": sys.argv[2]}]}
    yield {"type": "message", "thread": "big", "id": "big", "at": "2026-11-20T12:00:00Z", "text": "big?", "subject": "S" * 500000,
           "from": {"address": "+393330099999", "name": "N" * 400000}}
    yield {"type": "message", "thread": "many", "id": "many", "at": "2026-11-20T12:00:00Z", "text": "to whom?",
           "from": {"address": "+393330099998", "name": "Zoe"}, "to": [{"address": "+3933300%05d" % i, "name": "R" * 90000} for i in range(9)]}
    yield {"type": "identity", "kind": "phone", "address": "+393330088888", "name": "M" * 900000}


def mail():
    out = sys.stdout.buffer
    out.write(b"From: Ana <ana@example.net>\nTo: support@example.org\nSubject: files?\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n"
              b"Message-ID: <files@hostile.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n")
    for i, name in enumerate(FILES):
        raw = name.encode("utf-8", "surrogatepass")
        quoted = "".join("%%%02X" % b for b in raw)
        out.write(b"--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''%s\n\nfile %d\n" % (
            quoted.encode(), i))
    out.write(b"--b--\n")


def main():
    if sys.argv[1] == "channel":
        channel(messages)
    elif sys.argv[1] == "mail":
        mail()
    elif sys.argv[1] == "names":
        print(len(FILES))
    elif sys.argv[1] == "expected":
        for i, p in enumerate(PEOPLE):
            print("who %d|%s" % (i, p[3]))


main()
