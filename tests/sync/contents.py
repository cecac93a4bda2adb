#!/usr/bin/env python3
"""contents.py STORE QUERY: does the store hold each mail that notmuch found, and each content of it?

Independent of the program under test: notmuch names the files, Python's own parser reads them.  A content is
the author, the subject and the words and files of a mail.  Where one Message-ID has several files, as many
contents must be in the store as the files have.
"""
import email
import email.header
import email.utils
import hashlib
import html
import json
import re
import sqlite3
import subprocess
import sys


def notmuch(*arguments):
    run = subprocess.run(("notmuch",) + arguments, stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


def decoded(value):
    try:
        return " ".join(str(email.header.make_header(email.header.decode_header(str(value or "")))).split())
    except (LookupError, ValueError):
        return " ".join(str(value or "").split())


def payload(part):
    body = part.get_payload(decode=True)
    return body if body is not None else str(part.get_payload()).encode("utf-8", "replace")


def words(part):
    body = payload(part)
    try:
        text = body.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return "".join(text.split())


def contents(part, out):
    if part.get_content_type() == "multipart/alternative" and part.is_multipart():
        versions = part.get_payload()
        texts = [p for p in versions if p.get_content_maintype() == "text" and words(p)]
        plain = [p for p in texts if p.get_content_subtype() == "plain"]
        for p in versions:
            if p.is_multipart() or p.get_content_maintype() != "text" or p in (plain or texts)[:1]:
                contents(p, out)
    elif part.is_multipart() and part.get_content_type() != "message/rfc822":
        for p in part.get_payload():
            contents(p, out)
    elif part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
        out.append(words(part))
    else:
        out.append(hashlib.sha1(part.as_bytes() if part.is_multipart() else payload(part)).hexdigest())


def content(path):
    with open(path, "rb") as f:
        mail = email.message_from_binary_file(f)
    who = email.utils.getaddresses([decoded(mail["from"] or mail["sender"])])
    out = []
    try:
        contents(mail, out)
    except (UnicodeError, KeyError, AttributeError):
        out = [path]
    return (who[0][1].lower() if who else "", decoded(mail["subject"]), tuple(out))


def main():
    store = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
    held = {}
    for remote, n in store.execute("SELECT remote_id, count(*) FROM message GROUP BY remote_id"):
        held[remote] = n
    found = notmuch("search", "--output=messages", "--format=json", "--exclude=false", sys.argv[2])
    several = set(notmuch("search", "--output=messages", "--duplicate=2", "--format=json", "--exclude=false", sys.argv[2]))
    bad = total = 0
    for remote in found:
        if remote not in held:
            print("lost: %s" % remote)
            bad += 1
            continue
        files = [remote]
        if remote in several:
            files = notmuch("search", "--output=files", "--format=json", "--exclude=false",
                            'id:"%s"' % remote.replace('"', '""'))
        n = len({content(f) for f in files}) if len(files) > 1 else 1
        total += n
        if n != held[remote]:
            print("contents: %s has %d, the store %d" % (remote, n, held[remote]))
            bad += 1
    for remote in set(held) - set(found):
        print("not in notmuch: %s" % remote)
        bad += 1
    print("%d Message-IDs, %d contents, %d held, %d differ" % (len(found), total, sum(held.values()), bad))


main()
