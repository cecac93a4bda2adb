#!/bin/sh
# A store on a network file system is refused before anything is written, in words; where it may be one, doctor says so.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"

mail_setup
make_mails 6
write_config "since = $(date -d '-30 days' +%F)" </dev/null
fresh_shared
on() {
	fs=$1
	shift
	run env LD_PRELOAD="$T/shim.so" TORTURE_DIR="$T/torture" TORTURE_FS="$fs" "$@"
}
tried=0
while read -r fs name; do
	tried=$((tried + 3))
	on "$fs" "$SPORTELLO" --config "$config" --store "$disk/new/deep/store.db" count
	is "$rc" 4 "$name: a new store is refused"
	like "$errs" "store.db: lies on a network file system ($name).*local disk.*SPORTELLO_STORE" "and it says what to do"
	on "$fs" "$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet
	is "$rc" 4 "sync refuses it as well" || note "$errs"
	[ ! -e "$disk/new" ] && [ ! -e "$store" ]
	ok $? "nothing was written"
	on "$fs" "$SPORTELLO" --config "$config" --store "$store" doctor
	like "$out" "^wrong *store .*network file system ($name)" "doctor says so, too"
done <<LIST
0x6969 NFS
0xff534d42 CIFS
0xfe534d42 SMB
0x01021997 9P
0x00c36400 Ceph
LIST
sync
is "$rc" 0 "on a local disk all is well" || note "$errs"
desk doctor
unlike "$out" "file system" "and doctor has nothing to say"
on 0x65735546 "$SPORTELLO" --config "$config" --store "$store" doctor
is "$rc" 0 "what FUSE shows may be local: it works"
like "$out" "^look *store .* FUSE file system" "and doctor asks to look"
on 0x6969 "$SPORTELLO" --config "$config" --store "$store" list
is "$rc" 4 "a store that was moved to a network file system is refused"
tally "a store on a network file system" "$tried" "$test_failed" "NFS, CIFS, SMB, 9P, Ceph: refused, nothing written"
done_testing
