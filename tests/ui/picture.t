#!/bin/sh
# picture.t - attached pictures in the terminal: below their names, on the whole screen, and what a program that draws
# them may never do; calls go to the player, anything else to open-command, without a shell.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
# part NAME TYPE WORDS
part() {
	printf -- '--x\nContent-Type: %s; name="%s"\nContent-Disposition: attachment; filename="%s"\n\n%s\n' "$2" "$1" "$1" "$3"
}
{
	printf 'From: Rosa <rosa@mail.example>\nTo: Support <support@example.org>\nSubject: broken lamp\n'
	printf 'Date: Fri, 20 Nov 2026 14:25:00 +0000\nMessage-ID: <rosa@mail.example>\nMIME-Version: 1.0\n'
	printf 'Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nLook at the shade, please.\n'
	part shade.png image/png 'no real picture'
	part 'a b;touch owned.ogg' audio/ogg sound
	part list.pdf application/pdf pages
	echo '--x--'
} | put_mail rosa@mail.example >/dev/null
index_mail
sync --now 2026-11-20T14:31:20Z --account support
at 2026-11-20T14:31:30Z list from:rosa --json
case=$(printf '%s\n' "$out" | sed -n 's/.*"case":\([0-9]*\),.*/\1/p')

# a program of this name that draws what the test wants, and notes how it was called
mkdir -p "$T/bin"
cat >"$T/bin/chafa" <<'EOF'
#!/bin/sh
for a; do printf '%s|' "$a"; done >>"$CALLED"
echo >>"$CALLED"
cat "$DRAWS"
EOF
printf '#!/bin/sh\nfor a; do printf "%%s|" "$a"; done >>"%s"\ncat "$1" >>"%s"\n' "$T/played" "$T/played" >"$T/bin/player"
chmod +x "$T/bin/chafa" "$T/bin/player"
CALLED=$T/called DRAWS=$T/draws PATH=$T/bin:$PATH
export CALLED DRAWS PATH
printf '\033[0m\033[38;5;18;48;5;24m▀▄\033[7m▌\033[0m\n▗█▖\n' >"$DRAWS"
printf '[ui]\nplayer = %s/bin/player {file}\nopen-command = %s/bin/player {address}\n' "$T" "$T" >>"$config"

for size in 48x30 80x24; do
	console "$size" <<-EOF
		cmd open #$case
		dump below its name
		key z p
		dump on the whole screen
		key Down
		expect no further picture
		key q
		expect broken lamp
		key o
		dump opened by number
		key Esc
	EOF
	is "$rc" 0 "pictures at $size" || note "$out"
	same_screens "picture-$size"
done
like "$(cat "$CALLED")" '^--format|symbols|--size|[0-9x]*|--colors|full|--symbols|block+space|--animate|off|--polite|on|--|/' \
	"chafa gets words, and no shell"
is "$(find "$T/data" -name '.drawn-*' -o -name '.picture-*')" "" "no file of it stays"

# who listens has no use for blocks
console 80x24 <<-EOF
	cmd layout linear
	cmd open #$case
	expect [1] shade.png
	expect-not ▗█▖
EOF
is "$rc" 0 "a linear layout has names alone" || note "$out"

console 80x24 <<-EOF
	cmd open #$case
	key o
	key 2
	expect opened with $T/bin/player
	wait 300
EOF
is "$rc" 0 "a call is played" || note "$out"
like "$(cat "$T/played")" "/a b;touch owned.ogg|sound" "its file is one word"
[ ! -e owned.ogg ]
ok $? "and no command"
is "$(find "$T/data" -name 'open-*')" "" "the file goes with the console"

# what is no picture is no picture, whatever it says
for bad in '\033]0;owned\007' '\033[2J' '\033[1;1H#' 'a\tb' '\302\233 2J' '\033P0q~\033\\'; do
	printf "$bad" >"$DRAWS"
	console 80x24 <<-EOF
		cmd open #$case
		key z p
		expect no picture
		expect-not owned
	EOF
	is "$rc" 0 "refused: $bad" || note "$out"
done
# on a terminal with a protocol of its own: the picture is sent once, and taken away again
cat >"$T/watch.py" <<'EOF'
import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm-256color", LINES="24", COLUMNS="80")
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
def until(*what):
    global seen
    end = time.time() + 10
    while not any(w in seen for w in what) and time.time() < end:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                return
until(b"broken lamp")
os.write(fd, b"zp")
until(b"\033_Ga=T;QUJD\033\\", b"no picture")
shown = seen.count(b"\033_Ga=T;QUJD\033\\")
os.write(fd, b"qQ")
until(b"nothing but its end")
print(shown, seen.count(b"\033_Ga=d\033\\") > 0)
EOF
cp "$config" "$T/config-blocks"
printf 'pictures = kitty\n' >>"$config"
printf '\033_Ga=T;QUJD\033\\' >"$DRAWS"
is "$(python3 "$T/watch.py" "$SPORTELLO" --config "$config" --store "$store" --no-sync --case "$case")" "1 True" \
	"the protocol of kitty: sent once, taken away"
printf '\033_Ga=T;QUJD\033\\\033]0;owned\007' >"$DRAWS"
unlike "$(python3 "$T/watch.py" "$SPORTELLO" --config "$config" --store "$store" --no-sync --case "$case")" "^1" \
	"and with anything behind it: nothing is sent"
cp "$T/config-blocks" "$config"
rm "$T/bin/chafa"
printf '#!/bin/sh\nexit 127\n' >"$T/bin/chafa"
chmod +x "$T/bin/chafa"
console 80x24 <<-EOF
	cmd open #$case
	expect [1] shade.png
	key z p
	expect apt install chafa
EOF
is "$rc" 0 "without chafa there is its name, and what to do" || note "$out"
desk --now "$now" picture list.pdf
is "$rc" 1 "of what is no item nothing is drawn"
done_testing
