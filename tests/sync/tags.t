#!/bin/sh
# Tags in step with notmuch: what an agent does shows there, what is done there shows here, and where both agree
# nothing is written.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

mail_setup
write_config "tag-resolved = done" </dev/null
n=0
while [ "$n" -lt 6 ]; do
	n=$((n + 1))
	simple_mail "q$n@example.net" "Customer $n <c$n@example.net>" "Order $n" "Where is order $n?" $((3600 - n)) |
		put_mail "q$n" >/dev/null
done
index_mail
sync
is "$rc" 0 "mail comes in" || note "$errs"

tags() {
	notmuch search --output=tags "id:$1" | sort | tr '\n' ' '
}
revision() {
	notmuch count --lastmod '*' | cut -f3
}
case_of() {
	sql "SELECT c.number FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = '$1'"
}
status_of() {
	sql "SELECT c.status FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = '$1'"
}

is "$(tags q1@example.net)" "inbox unread " "nothing is written for what nobody has touched"
desk resolve "$(case_of q1@example.net)"
is "$rc" 0 "an agent resolves a case" || note "$errs"
sync
is "$(tags q1@example.net)" "done inbox " "it is tagged and read in notmuch"
is "$(tags q2@example.net)" "inbox unread " "another one is not"

sync
was=$(revision)
sync
sync --json
like "$out" '"ok":true' "a pass with nothing new succeeds"
is "$(revision)" "$was" "and writes nothing to notmuch"

notmuch tag +done -unread -- id:q3@example.net
sync
is "$(status_of q3@example.net)" 4 "what was tagged in notmuch is resolved here"
notmuch tag -done -- id:q3@example.net
sync
is "$(status_of q3@example.net)" 1 "and open again when the tag goes"
notmuch tag +flagged -- id:q4@example.net
sync
is "$(sql "SELECT flagged FROM cases WHERE number = $(case_of q4@example.net)")" 1 "a flag is taken over"
notmuch tag -unread -- id:q5@example.net
sync
is "$(tags q5@example.net)" "inbox " "what was read elsewhere stays read"
is "$(status_of q5@example.net)" 0 "reading is no answer: the case stays as it was"

desk reopen "$(case_of q1@example.net)"
sync
is "$(tags q1@example.net)" "inbox " "a reopened case loses its tag"

# ---- what was there before we came ----
simple_mail "old1@example.net" "Customer <c11@example.net>" "Flagged" "Where is it?" 50 | put_mail old1 >/dev/null
simple_mail "old2@example.net" "Customer <c12@example.net>" "Answered" "Where is it?" 40 | put_mail old2 >/dev/null
simple_mail "old3@example.net" "Customer <c13@example.net>" "Done" "Where is it?" 30 | put_mail old3 >/dev/null
index_mail
notmuch tag +flagged id:old1@example.net
notmuch tag +replied id:old2@example.net
notmuch tag +done -unread id:old3@example.net
sync
sync
is "$(tags old1@example.net)" "flagged inbox unread " "a flag stays"
is "$(sql "SELECT flagged FROM cases WHERE number = $(case_of old1@example.net)")" 1 "and is taken over"
is "$(tags old2@example.net)" "inbox replied unread " "what was answered elsewhere stays answered"
is "$(tags old3@example.net)" "done inbox " "what was done stays done"
is "$(status_of old3@example.net)" 4 "and is resolved here"

done_testing
