"""out.py - strangers whose words go out again: into answers, tables, pages, JSON.

out.py channel           an exec account's program that brings them
out.py csv FILE          what a spreadsheet would take for a formula in it
out.py json FILE         what is no JSON, no UTF-8 or a raw control in it, a line each
out.py page FILE         what a browser would take for markup of theirs
"""
import csv
import json
import re
import sys

sys.dont_write_bytecode = True
from spoken import channel

NAMES = ["{ask:Amount}", "{customer.name}", "{{case.subject}}", "{nothing|x}", "=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(1)", "\tx", "\uff1d1+1",
         "<script>alert(1)</script>", "&lt;img src=x onerror=alert(1)&gt;", "![x](javascript:alert(1))", "[x](http://evil.example)", "| a | b |",
         "\x1b]0;owned\x07", "\x1b[2J", "Ana\nBcc: evil@evil.example", "-vip", "--all", "$(touch owned)", "`touch owned`", "\ud83d", "a\u0000b",
         "\u202etxt.exe", "'; DROP TABLE message; --", "x'; spam; note 'y", "x\\'; tag +owned; note \\'y", "\"; tag +owned; \"", "a\n; tag +owned", "%s%s%n", "::dear", "\x9b31m", "\x07" * 50]


def messages():
    for i, name in enumerate(NAMES):
        yield {"type": "message", "thread": "t%d" % i, "id": "m%d" % i, "at": "2026-11-20T10:%02d:00Z" % i, "subject": name,
             "text": name + " and where is my lamp?", "from": {"address": "+3933300%05d" % i, "name": name}}
    yield {"type": "message", "thread": "l", "id": "l", "at": "2026-11-20T11:00:00Z", "from": {"address": "+393330099999", "name": "Lia"},
         "text": "Links? javascript:alert(1) file:///etc/passwd data:text/html,x vbscript:x https://good.example/a http://-x.example/"}


def main():
    if sys.argv[1] == "channel":
        channel(messages)
        return
    text = open(sys.argv[2], newline="", encoding="utf-8").read()
    if sys.argv[1] == "csv":
        for row in csv.reader(text.split("\r\n") if "\r\n" in text else text.splitlines()):
            print("\n".join(repr(c) for c in row if re.match("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", c)), end="")
    elif sys.argv[1] == "json":
        for line in text.split("\n")[:-1]:
            json.loads(line)
            if re.search("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", line):
                print(repr(line))
    elif sys.argv[1] == "page":
        print("\n".join(re.findall(r"<(?:script|img)[^>]*>|javascript:[^ ]*\)|\]\(http://evil", text)), end="")


main()
