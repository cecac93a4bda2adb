#!/bin/sh
# stream.t - the screen of what was said in public: one key each.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/page"
said() {
	printf '{"thread":"post","id":"%s","at":"%s","audience":"public","from":{"address":"%s","name":"%s"},"text":"%s",%s}\n' \
		"$1" "2026-11-20T13:$2:00Z" "$3" "$3" "$4" '"post":"Our new lamp, in cherry or in marble.","post_link":"https://p.example/1",'"$5" \
		>>"$T/page/in.jsonl"
}
said c1 10 Rita 'What a lovely window, the nicest of the street!' '"likes":12'
said c2 20 'The Blog' 'We were there last night, and write about it in December.' '"likes":48,"reach":52300'
said c3 30 Otto 'Meh.' '"reach":80'
cat >>"$T/page/in.jsonl" <<EOF
{"type":"capability","thread":"post","key":"post-picture","value":"https://cdn.example/lamp.jpg?a=1&b=2"}
{"type":"capability","thread":"post","key":"post-picture-text","value":"A lamp of cherry wood"}
EOF
printf '#!/bin/sh\nprintf "%%s|" "$@" >>"%s"\n' "$T/opened" >"$T/viewer"
chmod +x "$T/viewer"
cat >>"$config" <<EOF
[account page]
channel = exec
as = facebook
command = $top_srcdir/examples/exec-spool $T/page
id = our-page
since = 2026-11-01
EOF
sync --now 2026-11-20T14:31:30Z --account page

for size in 80x24 120x40 200x60; do
	[ "$size" = 80x24 ] && world_keep || world_again
	console "$size" <<-EOF
		key g S
		dump the stream
		key o
		dump what is around it, by number
		key 2
		expect copied: https://cdn.example/lamp.jpg
		key d
		dump passed over
		key L
		dump liked, and undone within the hold
		key u
		expect taken back
		key r
		dump the composer asks in public
		type Thank you!
		key C-x y
		expect SEND this in PUBLIC
		key y
		dump answered
		key x
		dump with what was decided
		key Enter
		dump the conversation
		key q
		key \\\\
		type reach:>10k
		dump narrowed
		key Enter
		key #
		expect #
		dump a case by hand
	EOF
	is "$rc" 0 "the script runs at $size" || note "$out"
	same_screens "stream-$size"
done
printf '[ui]\nopen-command = %s --new {address}\n' "$T/viewer" >>"$config"
world_again
console 80x24 <<-EOF
	key g S
	key o
	key 2
	expect opened with
EOF
is "$rc" 0 "the picture is opened by number" || note "$out"
for i in 1 2 3 4 5 6 7 8 9 10; do [ -s "$T/opened" ] && break; sleep 0.2; done
is "$(cat "$T/opened")" '--new|https://cdn.example/lamp.jpg?a=1&b=2|' "by the user's program, as one argument that no shell has seen"
done_testing
