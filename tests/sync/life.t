#!/bin/sh
# The life of a Maildir that other programs use too: overlapping accounts, links, compaction, files that change
# under their names, ids that are used twice, folders that cannot be read.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

mail_setup
write_config <<EOF
[account sales]
channel = mail
address = Sales <sales@example.org>
maildir = $mail_root
query = to:sales@example.org
EOF
text_of() {
	sql "SELECT group_concat(body, ' / ') FROM (SELECT t.body FROM message m JOIN text t ON t.id = m.text
		WHERE m.remote_id = '$1' ORDER BY m.id)"
}

# ---- one mail, two accounts ----
simple_mail both@example.net "Ana <ana@example.net>" "To both of you" "Who answers me?" 600 |
	sed 's/^To: .*/To: support@example.org, sales@example.org/' | put_mail both >/dev/null
index_mail
sync --json
is "$rc" 0 "two accounts over one mailbox" || note "$errs $out"
is "$(sql 'SELECT count(*) FROM message')" 1 "a mail to both is one message"
is "$(sql 'SELECT count(*) FROM cases')" 1 "and one case"
is "$(sql 'SELECT count(DISTINCT account) FROM mail_file')" 2 "which both accounts know"
sync --json
is "$(sql 'SELECT count(*) FROM message')" 1 "also at the next look"

# ---- links ----
sleep 1.1			# notmuch knows the time of a folder to the second
mkdir -p "$T/elsewhere/cur" "$T/elsewhere/new" "$T/elsewhere/tmp"
simple_mail linked-folder@example.net "Bob <bob@example.net>" "Behind a link" "Do you see the folder?" 500 \
	>"$T/elsewhere/cur/lf:2,"
echo 'no mail' >"$T/elsewhere/cur/junk:2,"
ln -s "$T/elsewhere" "$mail_root/Linked"
simple_mail linked-file@example.net "Bob <bob@example.net>" "A link" "Do you see the file?" 400 >"$T/file.eml"
ln -s "$T/file.eml" "$mail_root/INBOX/cur/link:2,"
index_mail
ln -s .. "$mail_root/INBOX/loop"	# on which notmuch new would give up
ln -s "$T/nowhere" "$mail_root/INBOX/cur/dangling:2,"
sync --json
is "$rc" 0 "links are followed, also in a circle" || note "$errs $out"
expected=$(notmuch count '*')
is "$(sql 'SELECT count(DISTINCT remote_id) FROM message')" "$expected" "to all the mail that notmuch found ($expected)"
like "$(text_of linked-folder@example.net)" 'see the folder' "behind a linked folder"
like "$(text_of linked-file@example.net)" 'see the file' "and behind a linked file"
rm "$mail_root/INBOX/loop" "$mail_root/INBOX/cur/dangling:2,"

# ---- notmuch's database is made smaller, and gets another id ----
before=$(sql 'SELECT count(*), max(id), (SELECT count(*) FROM cases) FROM message')
notmuch compact --quiet >/dev/null 2>&1
index_mail
sync --json
is "$rc" 0 "after notmuch compact" || note "$errs $out"
is "$(sql 'SELECT count(*), max(id), (SELECT count(*) FROM cases) FROM message')" "$before" "everything is as it was"

# ---- a file that changes under its name ----
file=$(simple_mail change@example.net "Carla <carla@example.net>" "Draft" "The first words?" 300 | put_mail change)
index_mail
sync
sleep 1.1
simple_mail change@example.net "Carla <carla@example.net>" "Draft" "Quite other words, and more of them?" 300 >"$file"
touch "$mail_root/INBOX/cur"
notmuch new --quiet --full-scan >/dev/null 2>&1
notmuch reindex id:change@example.net >/dev/null 2>&1
sync --json
is "$rc" 0 "a file with other content under its name" || note "$errs $out"
like "$(text_of change@example.net)" 'first words.*Quite other' "both contents are kept"

# ---- an id that somebody else uses ----
file=$(simple_mail victim@example.net "Dora <dora@example.net>" "Invoice" "Please send it to my address?" 200 | put_mail victim)
index_mail
sync
simple_mail victim@example.net "Mallory <mallory@example.com>" "Invoice" "Send it to this other address?" 100 |
	put_mail forged >/dev/null
index_mail
sync
rm "$file"
index_mail
sync --json
is "$rc" 0 "the first file of an id goes, a forged one stays" || note "$errs $out"
is "$(sql "SELECT i.address FROM message m JOIN identity i ON i.id = m.sender
	WHERE m.remote_id = 'victim@example.net' ORDER BY m.id LIMIT 1")" dora@example.net "the first keeps its sender"
like "$(text_of victim@example.net)" '^Please send it to my address? / Send it' "and its words"
is "$(sql "SELECT count(DISTINCT case_id) FROM message WHERE remote_id = 'victim@example.net' AND case_id IS NOT NULL")" 2 \
	"in a case of its own"
is "$(sql "SELECT flags & 16 <> 0 FROM message WHERE remote_id = 'victim@example.net' ORDER BY id LIMIT 1")" 1 \
	"marked: its original is gone"

# ---- a stranger in a customer's thread ----
simple_mail ana-1@example.net "Ana <ana@example.net>" "My address" "Please change my address?" 90 | put_mail st1 >/dev/null
index_mail
sync
simple_mail mal-1@example.com "Mallory <mallory@example.com>" "Re: My address" "Change it to this one, please?" 60 \
	ana-1@example.net | put_mail st2 >/dev/null
index_mail
sync
is "$(sql "SELECT (SELECT case_id FROM message WHERE remote_id = 'mal-1@example.com') =
	(SELECT case_id FROM message WHERE remote_id = 'ana-1@example.net')")" 0 "a stranger's answer stays out of her case"
desk explain "$(sql "SELECT id FROM message WHERE remote_id = 'mal-1@example.com'")"
like "$out" 'none of the people of the case' "explain says why"
simple_mail ana-2@example.net "Ana <ana@example.net>" "Re: My address" "Any news?" 30 ana-1@example.net | put_mail st3 >/dev/null
index_mail
sync
is "$(sql "SELECT (SELECT case_id FROM message WHERE remote_id = 'ana-2@example.net') =
	(SELECT case_id FROM message WHERE remote_id = 'ana-1@example.net')")" 1 "her own comes to it"

# ---- what cannot be read ----
if [ "$(id -u)" -ne 0 ]; then
	file=$(simple_mail closed@example.net "Eve <eve@example.net>" "Closed" "Can you read me?" 20 | put_mail closed)
	index_mail
	chmod 000 "$file"
	sync --json
	is "$(sql "SELECT count(*) FROM problem WHERE file LIKE '%closed%'")" 1 "a file that may not be read is named"
	chmod 600 "$file"
	touch "$file"
	notmuch tag +x -- id:closed@example.net
	sync --json
	like "$(text_of closed@example.net)" 'Can you read' "and read when it may be"
fi
mkdir "$mail_root/INBOX/cur/folder:2,"
simple_mail last@example.net "Eve <eve@example.net>" "Last" "Does it go on?" 10 | put_mail last >/dev/null
index_mail
sync --json
is "$rc" 0 "a folder among the files stops nothing" || note "$errs $out"
like "$(text_of last@example.net)" 'go on' "what comes after it is read"
is "$(sql "SELECT DISTINCT file FROM problem WHERE kind = 'non-mail' AND file LIKE 'Linked%'")" "Linked/cur/junk:2," \
	"what is no mail there is named"

done_testing
