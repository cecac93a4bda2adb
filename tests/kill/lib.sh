# lib.sh - what the tests that kill share.  KILLS says how often (20; the full count is 200).
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 awk flock
: "${CC:=cc}"
kills=${KILLS:-20}

# mails COUNT: a Maildir of so many mails, threads of one to seven, some ours, some with files, the newest of today
make_mails() {
	awk -v n="$1" -v root="$mail_root" -v now="$(date +%s)" -f "$top_srcdir/tests/kill/mails.awk" || exit 99
	index_mail
}

# a random number of milliseconds from $1 to $2, as seconds
moment() {
	awk -v from="$1" -v to="$2" -v seed="$(od -An -N4 -tu4 /dev/urandom)" \
		'BEGIN { srand(seed); printf "%.4f", (from + rand() * (to - from)) / 1000 }'
}

now_ms() {
	date +%s%3N
}

unlocked() {
	flock -n "${store%/*}/sync.lock" true
}

# killed FROM TO: starts a pass and kills it, all of it at once, somewhere between so many milliseconds; every third
# time one of its children alone first.  Fails when it had ended before.
killings=0
killed() {
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet >/dev/null 2>"$T/killed.errs" &
	victim=$!
	sleep "$(moment "$1" "$2")"
	killings=$((killings + 1))
	if [ $((killings % 3)) -eq 0 ]; then
		kill -9 $(ps -e -o pid= -o ppid= | awk -v of="$victim" '$2 == of { print $1; exit }') 2>/dev/null
		sleep "$(moment 0 60)"
	fi
	kill -9 "$victim" 2>/dev/null
	alive=$?
	wait "$victim" 2>/dev/null
	eventually 10 unlocked || note "something of it lives on"
	return "$alive"
}

# strike FROM TO: $kills times, what `feed` prepares is killed under way; after each the store must be whole and `lies`,
# which prints what is not so, must be silent.  Gives $struck and $runs.
strike() {
	struck=0 runs=0 wrong=
	while [ "$struck" -lt "$kills" ] && [ "$runs" -lt $((kills * 6)) ]; do
		runs=$((runs + 1))
		feed || {
			ok 1 "there is something to be done" || note "$errs"
			done_testing
		}
		killed "$1" "$2" || continue
		struck=$((struck + 1))
		found=$(whole 2>&1)
		[ "$found" = ok ] || wrong="$wrong kill $struck: $found;"
		found=$(lies)
		[ -z "$found" ] || wrong="$wrong kill $struck: $found;"
	done
	[ "$struck" -ge "$kills" ]
	ok $? "$kills kills struck while it was at work"
	is "$wrong" "" "after each the store was whole and no row told a lie"
	tally "${3:-kill -9 at random moments, ${0##*/}}" "$struck" "$(printf '%s' "$wrong" | grep -o 'kill [0-9]*:' | sort -u | grep -c .)"
}

# tally WHAT TRIED LOST [WORDS]: a row of the table of `make torture`
tally() {
	note "$1: tried $2, lost $3${4:+ ($4)}"
	[ -z "$TORTURE_TABLE" ] || printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$TORTURE_TABLE"
}

whole() {
	sql 'PRAGMA integrity_check; PRAGMA foreign_key_check'
}

# world STORE: everything in it that mail has made, without numbers that only say when
world() {
	sqlite3 -readonly "$1" <<-'EOS'
	SELECT 'message', m.remote_id, m.variant, m.direction, m.kind, m.flags, m.audience, m.wake, m.subject, m.sent_at,
		m.received_at, m.files, hex(m.content), m.recipients, x.body, i.address, i.name, t.remote_id, hex(c.uid),
		m.why FROM message m LEFT JOIN text x ON x.id = m.text LEFT JOIN identity i ON i.id = m.sender
		JOIN thread t ON t.id = m.thread LEFT JOIN cases c ON c.id = m.case_id ORDER BY m.uid;
	SELECT 'case', hex(c.uid), c.number, c.subject, c.status, c.waiting_since, c.due_at, c.messages, c.channels,
		c.first_reply_at, c.late, u.name, hex(u.uid) FROM cases c LEFT JOIN customer u ON u.id = c.customer
		ORDER BY c.uid;
	SELECT 'thread', t.remote_id, t.subject, t.last_at, hex(c.uid) FROM thread t LEFT JOIN cases c
		ON c.id = t.next_case ORDER BY t.uid;
	SELECT 'identity', i.kind, i.address, i.name, hex(u.uid) FROM identity i LEFT JOIN customer u ON u.id = i.customer
		ORDER BY i.uid;
	SELECT 'file', f.path, f.bytes, f.mtime, m.remote_id FROM mail_file f JOIN message m ON m.id = f.message
		ORDER BY f.path;
	SELECT 'attachment', m.remote_id, a.part, a.name, a.type, a.bytes, hex(a.digest) FROM attachment a
		JOIN message m ON m.id = a.message ORDER BY m.uid, a.part;
	SELECT 'participant', hex(c.uid), i.address, p.role FROM participant p JOIN cases c ON c.id = p.case_id
		JOIN identity i ON i.id = p.identity ORDER BY c.uid, i.address;
	SELECT 'tag', m.remote_id, g.tag, g.base FROM mail_tag g JOIN message m ON m.id = g.message
		WHERE g.tag <> 'flagged' OR NOT EXISTS (SELECT 1 FROM message n WHERE n.thread = m.thread
		AND n.received_at > m.received_at) ORDER BY m.uid, g.tag;
	SELECT 'problem', kind, file FROM problem ORDER BY file;
	EOS
}
