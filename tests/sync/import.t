#!/bin/sh
# Mail in: what notmuch has is in the store, once, whatever other mail programs do to the files.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

mail_setup
write_config </dev/null

simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Broken lamp" \
	"Good morning, my lamp arrived broken. What can I do?" 3600 | put_mail a1 >/dev/null
simple_mail ana-2@example.net "Ana Perez <ana@example.net>" "Re: Broken lamp" \
	"Hello? Is anybody there?" 1800 ana-1@example.net | put_mail a2 >/dev/null
simple_mail bob-1@example.com "Bob <bob@example.com>" "Opening hours" \
	"When do you open on Saturday?" 600 | put_mail b1 >/dev/null
simple_mail old-1@example.com "Old Friend <old@example.com>" "Years ago" \
	"Do you remember me?" 94608000 | put_mail o1 >/dev/null
simple_mail ivo-1@example.com "Ivo <ivo@example.com>" "Sizes" "Do you have it in L?" 90000 | put_mail i1 >/dev/null
simple_mail ours-1@example.org "Support <support@example.org>" "Re: Sizes" "Yes, we have." 80000 ivo-1@example.com |
	put_mail i2 Sent >/dev/null
index_mail

sync --json
is "$rc" 0 "the first sync succeeds" || note "$errs"
like "$out" '"account":"support".*"ok":true.*"messages":6' "it says that six messages came"
is "$(sql 'SELECT count(*) FROM message')" 6 "six messages are stored"
is "$(sql 'SELECT count(*) FROM cases')" 3 "three conversations of the last fortnight are cases"
is "$(sql "SELECT count(*) FROM message m JOIN cases c ON c.id = m.case_id WHERE c.subject LIKE '%lamp%'")" 2 \
	"question and reminder are in one case"
is "$(sql "SELECT case_id IS NULL FROM message WHERE remote_id = 'old-1@example.com'")" 1 \
	"old mail is history and opens no case"
is "$(sql "SELECT received_at / 1000 = CAST(strftime('%s', datetime(received_at / 1000, 'unixepoch')) AS INTEGER)
	FROM message LIMIT 1")" 1 "times are milliseconds"

desk count status:new
is "$out" 2 "of which the one that our people answered elsewhere is no work"
desk count status:pending
is "$out" 1 "it waits for the customer"

sync --json
like "$out" '"messages":0' "a second sync brings nothing"
is "$(sql 'SELECT count(*) FROM message')" 6 "and stores nothing"

# question and answer go on elsewhere, slice by slice: still no work
simple_mail ivo-2@example.com "Ivo <ivo@example.com>" "Re: Sizes" "And in XL?" 70000 ours-1@example.org | put_mail i3 >/dev/null
index_mail
sync
desk count status:open
is "$out" 1 "the customer asks again"
simple_mail ours-2@example.org "Support <support@example.org>" "Re: Sizes" "That too." 60000 ivo-2@example.com |
	put_mail i4 Sent >/dev/null
index_mail
sync
desk count status:pending
is "$out" 1 "and is answered elsewhere again"

# flags change: the file is renamed
mv "$mail_root/INBOX/cur/a1:2," "$mail_root/INBOX/cur/a1:2,FS"
mkdir -p "$mail_root/Archive/cur" "$mail_root/Archive/new" "$mail_root/Archive/tmp"
mv "$mail_root/INBOX/cur/b1:2," "$mail_root/Archive/cur/b1:2,S"
index_mail
sync --json
is "$rc" 0 "renamed and moved files are found" || note "$errs"
is "$(sql 'SELECT count(*) FROM message')" 8 "as the messages they were"
is "$(sql "SELECT path FROM mail_file f JOIN message m ON m.id = f.message
	WHERE m.remote_id = 'ana-1@example.net'")" "INBOX/cur/a1:2,FS" "under the new name alone"
is "$(sql "SELECT path FROM mail_file f JOIN message m ON m.id = f.message
	WHERE m.remote_id = 'bob-1@example.com'")" "Archive/cur/b1:2,S" "and in the new folder"
is "$(sql 'SELECT count(*) FROM message WHERE flags & 16')" 0 "none has lost its original"

# a file goes: the words stay
rm "$mail_root/Archive/cur/b1:2,S"
index_mail
sync
is "$(sql "SELECT flags & 16 FROM message WHERE remote_id = 'bob-1@example.com'")" 16 \
	"a deleted mail is marked: its original is gone"
is "$(sql "SELECT count(*) FROM message m JOIN text t ON t.id = m.text
	WHERE m.remote_id = 'bob-1@example.com' AND t.body LIKE '%Saturday%'")" 1 "its words are kept"

# new mail comes
simple_mail ana-3@example.net "Ana Perez <ana@example.net>" "Re: Broken lamp" \
	"I found the receipt, number 4711." 5 ana-2@example.net | put_mail a3 >/dev/null
index_mail
sync --json
like "$out" '"messages":1' "one new mail is one new message"
is "$(sql "SELECT count(*) FROM message m JOIN cases c ON c.id = m.case_id WHERE c.subject LIKE '%lamp%'")" 3 \
	"in the case it belongs to"

# another database over the same mail: notmuch forgets all it knew
rm -r "$mail_root/.notmuch"
index_mail
sync --json
is "$rc" 0 "a rebuilt notmuch database is taken" || note "$errs"
is "$(sql 'SELECT count(*) FROM message')" 9 "and changes nothing in the store"

mv "$mail_root" "$mail_root.away"
sync --json
is "$rc" 5 "a missing Maildir fails the account"
like "$out" '"ok":false.*no such folder' "and says what is missing"
mv "$mail_root.away" "$mail_root"
sync --json
is "$rc" 0 "it goes on when the folder is back"

sync --account nobody
is "$rc" 2 "an unknown account is a usage error"
like "$errs" "nobody" "that names it"

done_testing
