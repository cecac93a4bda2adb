"""mails.py - hostile mails: each kind as large as asked for, written to standard output or into a folder.

mails.py list                    the kinds
mails.py write FOLDER full|small all of them, one file each, named KIND
mails.py measure COMMAND...      runs it; prints its processor time (s) and the most memory any process of it held (MB)
"""
import base64
import os
import resource
import subprocess
import sys

FROM = "From: Ana <ana@example.net>\n"
HEAD = "To: support@example.org\nSubject: {s}\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nMessage-ID: <{s}@hostile.example>\nMIME-Version: 1.0\n"
MEG = 1 << 20


def head(kind, **more):
    return more.get("sender", FROM) + HEAD.format(s=kind) + more.get("extra", "")


def plain(kind, text, **more):
    return [head(kind, **more), "Content-Type: text/plain; charset=utf-8\n\n", text]


def html(kind, text):
    return [head(kind), "Content-Type: text/html; charset=utf-8\n\n", text]


def mixed(kind, parts, boundary="b"):
    yield head(kind) + "Content-Type: multipart/mixed; boundary=%s\n\n" % boundary
    for p in parts:
        yield "--%s\n%s\n" % (boundary, p)
    yield "--%s--\n" % boundary


def attached(name, body="x", type_="application/octet-stream"):
    return "Content-Type: %s\nContent-Disposition: attachment; filename=%s\n\n%s" % (type_, name, body)


def nested(kind, depth):
    yield head(kind) + "Content-Type: multipart/mixed; boundary=b0\n\n"
    for i in range(depth):
        yield "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (i, i + 1)
    yield "--b%d\nContent-Type: text/plain\n\nthe bottom\n" % depth


def chain(kind, depth):
    yield head(kind) + "Content-Type: message/rfc822\n\n"
    for i in range(depth):
        yield "Subject: inner %d\nContent-Type: message/rfc822\n\n" % i
    yield "Subject: last\n\nthe bottom\n"


def big_file(kind, n):
    yield head(kind) + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee the file\n--b\n"
    yield "Content-Type: application/zip\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=big.zip\n\n"
    line = base64.b64encode(b"PK\x03\x04" + b"\0" * 53).decode() + "\n"
    for _ in range(n // len(line) // 1000):
        yield line * 1000
    yield "--b--\n"


def repeat(first, unit, n, last=""):
    yield first
    chunk = max(1, 65536 // len(unit))
    while n > 0:
        yield unit * min(chunk, n)
        n -= chunk
    yield last


def kinds(full):
    big = (100 if full else 10) * MEG
    many = 100000 if full else 20000
    parts = 10000 if full else 2000
    meg = (10 if full else 1) * MEG
    entities = "".join('<!ENTITY l%d "%s">' % (i, "&l%d;" % (i - 1) * 10 if i else "lol") for i in range(10))
    return {
        "attachment": lambda k: big_file(k, big),
        "text": lambda k: repeat("".join(plain(k, "")), "a line of a very long text, which says nothing\n", big // 47),
        "line": lambda k: repeat("".join(plain(k, "")), "abcdefghij", big // 10, "\n"),
        "html": lambda k: repeat("".join(html(k, "")), "<p>word <b>bold</b> &amp; more</p>\n", big // 35),
        "parts": lambda k: mixed(k, (attached("f%d.txt" % i) for i in range(parts))),
        "texts": lambda k: mixed(k, ("Content-Type: text/plain\n\npart %d" % i for i in range(parts))),
        "alternatives": lambda k: ["".join(mixed(k, ("Content-Type: text/plain\n\n" for i in range(parts)))).replace(
            "multipart/mixed", "multipart/alternative", 1)],
        "nested": lambda k: nested(k, parts),
        "rfc822": lambda k: chain(k, parts),
        "subject": lambda k: plain(k, "hello?", extra="X-Long: " + "w" * meg + "\n", sender=FROM + "X-Pad: " + "y " * (meg // 2) + "\n"),
        "long-subject": lambda k: ["".join(plain(k, "hello?")).replace("Subject: " + k, "Subject: " + "word " * (meg // 5), 1)],
        "folded": lambda k: plain(k, "hello?", extra="X-Folded: a\n" + " b\n" * (meg // 3)),
        "encoded": lambda k: ["".join(plain(k, "hello?")).replace("Subject: " + k, "Subject: " + "=?utf-8?q?=1b?=\n " * (meg // 18) + "end", 1)],
        "headers": lambda k: plain(k, "hello?", extra="".join("X-H%d: v\n" % i for i in range(many))),
        "same-headers": lambda k: plain(k, "hello?", extra="Received: from a by b; Fri, 20 Nov 2026 10:00:00 +0000\n" * many),
        "references": lambda k: plain(k, "hello?", extra="References:" + "".join("\n <r%d@hostile.example>" % i for i in range(many)) + "\n"),
        "name": lambda k: plain(k, "hello?", sender='From: "%s" <ana@example.net>\n' % ("N" * meg)),
        "address": lambda k: plain(k, "hello?", sender="From: Ana <%s@example.net>\n" % ("a" * meg)),
        "recipients": lambda k: plain(k, "hello?", extra="Cc:" + ",".join("\n P%d <p%d@example.net>" % (i, i) for i in range(many)) + "\n"),
        "groups": lambda k: plain(k, "hello?", extra="Cc: " + "g:" * parts + "a@example.net" + ";" * parts + "\n"),
        "comments": lambda k: plain(k, "hello?", sender="From: " + "(" * parts + "x" + ")" * parts + " ana@example.net\n"),
        "filename": lambda k: mixed(k, ["Content-Type: text/plain\n\nhello?", attached('"%s.pdf"' % ("f" * meg))]),
        "rfc2231": lambda k: mixed(k, ["Content-Type: text/plain\n\nhello?", "Content-Type: application/pdf\nContent-Disposition: attachment" +
                                       "".join(";\n filename*%d=ab" % i for i in range(many // 10)) + "\n\nx"]),
        "parameters": lambda k: [head(k), "Content-Type: text/plain" + "".join("; p%d=v" % i for i in range(many // 10)) + "\n\nhello?\n"],
        "boundary": lambda k: [head(k), "Content-Type: multipart/mixed; boundary=%s\n\n" % ("B" * meg), "--x\n" * 1000],
        "no-boundary": lambda k: [head(k), "Content-Type: multipart/mixed\n\n--x\n\nhello?\n--x--\n"],
        "almost-boundary": lambda k: repeat(head(k) + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n", "--c\n", big // 40, "--b--\n"),
        "laughs": lambda k: html(k, "<!DOCTYPE html [" + entities + "]><p>&l9;</p>"),
        "deep-html": lambda k: repeat("".join(html(k, "")), "<div>", many * 5, "bottom"),
        "deep-tables": lambda k: repeat("".join(html(k, "")), "<table><tr><td>", many, "bottom"),
        "deep-lists": lambda k: repeat("".join(html(k, "")), "<ul><li><blockquote>", many, "bottom"),
        "attributes": lambda k: repeat("".join(html(k, "<p")), " a=b", many * 5, ">hello</p>"),
        "attribute": lambda k: repeat("".join(html(k, '<a href="')), "x", meg, '">hello</a>'),
        "links": lambda k: repeat("".join(html(k, "")), '<a href="http://a.example/">bank.example</a> ', many),
        "cells": lambda k: repeat("".join(html(k, "<table><tr>")), "<td>x</td>", many * 5, "</table>"),
        "entities": lambda k: repeat("".join(html(k, "")), "&#1234567;&lol;&#x1b;", many * 5),
        "open-tags": lambda k: repeat("".join(html(k, "")), "<a <b <", many * 5),
        "comment": lambda k: repeat("".join(html(k, "<!--")), "- -", meg // 3),
        "lists-of-one": lambda k: repeat("".join(html(k, "")), "<ol><li>", many),
        "marks": lambda k: plain(k, "a" + "\u0301" * 10000 + "\n" + "\u200d" * 10000 + "\n" + "\u202e" * 10000 + "\n" + "e\u0301\u0316" * 200000 + "\n"),
        "joined": lambda k: repeat("".join(plain(k, "")), "\U0001f469\u200d", many * 3),
        "quotes": lambda k: repeat("".join(plain(k, "")), ">", meg, " x\n"),
        "quoted-lines": lambda k: repeat("".join(plain(k, "")), "> " * 50 + "x\n", meg // 100),
        "on-wrote": lambda k: repeat("".join(plain(k, "")), "On Fri, Ana wrote:\n\n", meg // 20),
        "blank-lines": lambda k: repeat("".join(plain(k, "")), " \t\n", meg // 3),
        "escapes": lambda k: repeat("".join(plain(k, "")), "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b1;1H", many),
        "flowed": lambda k: repeat(head(k) + "Content-Type: text/plain; format=flowed\n\n", "word \n", meg // 6),
        "enriched": lambda k: repeat(head(k) + "Content-Type: text/enriched\n\n", "<param><bold>", meg // 13),
        "year-0": lambda k: ["".join(plain(k, "hello?")).replace("20 Nov 2026 10", "1 Jan 0000 10")],
        "year-9999": lambda k: ["".join(plain(k, "hello?")).replace("20 Nov 2026 10", "31 Dec 9999 23")],
        "no-date": lambda k: ["".join(plain(k, "hello?")).replace("Fri, 20 Nov 2026 10:00:00 +0000", "+99999999999999999999 at noon, 99:99:99 -9999")],
        "nul": lambda k: plain(k, "a\0b\0" * 1000, extra="X-Nul: a\0b\nCc: \0 <\0@example.net>\n"),
        "no-newline": lambda k: ["From: Ana <ana@example.net>\nMessage-ID: <no-newline@hostile.example>\nSubject: no-newline"],
        "latin": lambda k: plain(k, "x", sender="From: \udcff\udcfe <ana@example.net>\n"),
        "charset": lambda k: [head(k), "Content-Type: text/plain; charset=utf-7\n\n+ADw-script+AD4- +AAAAGwBb-2J\n"],
        "utf-16": lambda k: [head(k), "Content-Type: text/plain; charset=utf-16\n\n", "\udcd8\0" * 50000],
        "iso-2022": lambda k: [head(k), "Content-Type: text/plain; charset=iso-2022-jp\n\n", "\x1b$B" * 100000 + "\x1b[2J"],
        "base64": lambda k: repeat(head(k) + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n", "====!!!!\n", meg // 9),
        "uuencode": lambda k: repeat(head(k) + "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 ../../etc/passwd\n", "M" * 61 + "\n", meg // 62),
        "header-bomb": lambda k: mixed(k, ("Content-Type: text/plain\n" + "X: y\n" * 100 + "\nx" for i in range(parts // 10))),
        "signed": lambda k: [head(k), "Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n\n"] + ["--b\nContent-Type: application/pgp-signature\n\nx\n"] * 3,
        "report": lambda k: [head(k), "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"] +
                  ["Final-Recipient: rfc822; x%d@example.net\nAction: failed\nStatus: 5.0.0\n\n" % i for i in range(parts)] + ["--b--\n"],
        "partial": lambda k: [head(k), "Content-Type: message/partial; number=1; total=99999999; id=x\n\nx\n"],
        "external": lambda k: [head(k), "Content-Type: message/external-body; access-type=local-file; name=/etc/passwd\n\nContent-Type: text/plain\n\n"],
    }


def write(folder, size):
    for kind, make in kinds(size == "full").items():
        with open(os.path.join(folder, kind), "wb") as f:
            for piece in make(kind):
                f.write(piece.encode("utf-8", "surrogateescape"))


def measure(argv):
    child = subprocess.run(argv, stdout=sys.stderr)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("%.2f %d" % (used.ru_utime + used.ru_stime, used.ru_maxrss // 1024))
    return child.returncode


def main(argv):
    if argv[1] == "list":
        print("\n".join(kinds(False)))
    elif argv[1] == "write":
        write(argv[2], argv[3])
    elif argv[1] == "measure":
        return measure(argv[2:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
