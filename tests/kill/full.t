#!/bin/sh
# A full disk: taking mail in stops in time and says so, what an agent writes is refused in clear words, nothing that
# was there is lost, and all goes on when there is room.  The disk is a small file system in memory, in a name
# space of the test's own.
. "$(dirname "$0")/lib.sh"
need unshare mount
if [ -z "$FULL_INSIDE" ]; then
	unshare -rm sh -c "mount -t tmpfs -o size=1m tmpfs '$T'" 2>/dev/null || skip_all "no name space of one's own here"
	rm -rf "$T"
	FULL_INSIDE=1 exec unshare -rm sh "$0"
fi

mail_setup
make_mails 1500
mkdir -p "$T/data"
mount -t tmpfs -o size=6m tmpfs "$T/data" || skip_all "no file system in memory here"
write_config "since = $(date -d '-30 days' +%F)" </dev/null

# fill: nothing is left on the disk
fill() {
	dd if=/dev/zero of="$T/data/filler" bs=4096 >/dev/null 2>&1
}

sync --json
is "$rc" 5 "taking in more mail than there is room for fails"
like "$out" '"ok":false.*\(left on the disk\|disk is full\)' "and says that it is the disk"
had=$(sql 'SELECT count(*) FROM message')
[ "$had" -gt 0 ] && [ "$had" -lt 1500 ]
ok $? "what had room is there ($had of 1500)"
is "$(whole)" ok "the store is whole"

fill
case=$(sql 'SELECT min(number) FROM cases')
desk list
is "$rc" 0 "the list is read on a full disk" || note "$errs"
n=0
# what is left in the file's own pages may still hold a few
while n=$((n + 1)) && [ "$n" -lt 400 ]; do
	desk note "$case" "Called back, number $n, and the customer told me the whole story of the parcel again."
	[ "$rc" -eq 0 ] || break
done
is "$rc" 4 "sooner or later a note cannot be written"
like "$errs" "disk is full.*free some space" "and it says what to do"
truncate -s -128K "$T/data/filler"	# to look inside needs a little room, too
is "$(sql 'SELECT count(*) FROM note')" $((n - 1)) "each that was said to be written is there"
is "$(whole)" ok "the store is whole"
sync --json
[ "$rc" -ne 0 ]
ok $? "sync says so as well"
is "$(sql 'SELECT count(*) FROM message')" "$had" "and loses nothing"

rm "$T/data/filler"
mount -o remount,size=200m "$T/data"
desk note "$case" "There is room again."
is "$rc" 0 "with room again the note is written" || note "$errs"
sync --json
is "$rc" 0 "and the rest of the mail comes in" || note "$errs"
is "$(sql 'SELECT count(*), count(DISTINCT remote_id) FROM message')" "1500|1500" "each mail once"
is "$(whole)" ok "the store is whole"
umount "$T/data" 2>/dev/null

done_testing
