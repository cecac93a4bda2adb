#!/bin/sh
# Real and tortured mail of the public collections: no crash, no report, nothing lost, nothing twice.  The large
# ones are left out unless CORPORA=all.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3
corpora=$top_srcdir/../shared/corpora
[ -x "$corpora/unpack" ] || corpora=$(cd "$top_srcdir" && dirname "$(git rev-parse --git-common-dir 2>/dev/null)")/../shared/corpora
[ -x "$corpora/unpack" ] || skip_all "there is no ../shared/corpora beside the sources"
"$corpora/unpack" "$T/mail" >"$T/unpack.log" 2>&1 || skip_all "the collections cannot be unpacked here"

# Contents that differ only in what decoding levels (broken base64, charsets, a wrong disposition), or that
# another parser cannot tell apart (delivery reports, letter case): the store may hold more, and here less.
known='07B7061D-2676-487E-942E-C341CE4D13DC@makita.skynet\|13d4375e-a4a9-f613-06a1-7e8cb1e0ea93@linagora.com'
known="$known\|xxx@xxxx.xxx\|phish_sender\|CA+1S=h4aGimA6vSBJF=t1F+5z-Mua5+Cimf+NU_NDWJk8ZNOcw@mail.gmail.com"

one_set() {		# one_set NAME: indexes, syncs, compares
	mail_root=$T/mail/public/$1 store=$T/$1/store.db
	cat >"$NOTMUCH_CONFIG" <<-END
	[database]
	path=$mail_root
	[user]
	name=Support
	primary_email=support@example.org
	[new]
	tags=unread;inbox
	[maildir]
	synchronize_flags=false
	END
	notmuch new --quiet >/dev/null 2>&1
	write_config </dev/null
	sync --json
	is "$rc$errs" 0 "$1: read without a report"
	like "$out" '"ok":true' "$1: and without an error"
	lost=$(python3 "$top_srcdir/tests/sync/contents.py" "$store" '*')
	unlike "$lost" '^lost\|^not in' "$1: as many Message-IDs as notmuch finds"
	fewer=$(printf '%s\n' "$lost" | grep -v "$known" | awk '/^contents/ { if ($NF < $(NF - 3) + 0) print }')
	is "$fewer" "" "$1: as many contents as the files have"
	files=$(find "$mail_root/cur" "$mail_root/new" -type f | wc -l)
	taken=$(notmuch count --exclude=false --output=files '*')
	is "$(sql "SELECT count(*) FROM problem WHERE kind = 'non-mail'")" $((files - taken)) \
		"$1: what notmuch passes over is named"
	before=$(sql 'SELECT count(*), (SELECT count(*) FROM cases), (SELECT max(id) FROM message) FROM message')
	sync --json
	like "$out" '"messages":0' "$1: a second sync adds none"
	is "$rc$errs" 0 "$1: and says nothing"
	is "$(sql 'SELECT count(*), (SELECT count(*) FROM cases), (SELECT max(id) FROM message) FROM message')" "$before" \
		"$1: the store is as it was"
	note "$(printf '%s\n' "$lost" | tail -1), $files files"
}

for folder in "$T"/mail/public/*/cur; do
	name=${folder%/cur}
	name=${name##*/}
	case $name in
	r-sig-mac|rhelp-*|spamassassin-easy-*)
		[ "$CORPORA" = all ] || continue ;;
	esac
	one_set "$name"
done

done_testing
