#!/bin/sh
# The verbs line by line: from a pipe, and on a terminal that can do nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

# shell: lines on standard input
shell() {
	run "$SPORTELLO" --config "$config" --store "$store" shell
}
# field EXPRESSION CASE
field() {
	desk show "$2" --json
	json "$1"
}
notes='[i["text"] for i in r["items"] if i["kind"] == "note"]'

shell <<'EOF'
# a comment
view all
%1
EOF
is "$rc" 0 "lines from a pipe" || note "$errs"
like "$out" '^%3  *#' "the cases of a list have places"
is "$(printf '%s\n' "$out" | sed -n 's/^%1  *\(#[0-9]*\) .*/\1/p')" "$(printf '%s\n' "$out" | sed -n 's/^\(#[0-9]*\) .*/\1/p' | head -1)" \
	"which name them"
unlike "$out" 'sportello>' "and no prompts"

shell <<'EOF'
#1
tag +vip -x
note It's "so" -- and  it isn't --macro
reply
Gentile Ana,
..
grazie.
.
assign me
2
resolve
EOF
is "$rc" 0 "the case in hand" || note "$errs"
is "$(field 'r["tags"]' 1)" '["vip"]' "is meant where none is named"
is "$(field "$notes" 1)" '["It'"'"'s \"so\" -- and it isn'"'"'t --macro"]' "a text holds what was typed"
is "$(field '[i["text"] for i in r["items"] if i["direction"] == "out"][0].split("\n-- ")[0].rstrip()' 1)" "Gentile Ana,
..
grazie." "lines up to a dot alone"
is "$(field 'r["assignee"]' 1)$(field 'r["status"]' 2)" evaresolved "then another one"

shell <<'EOF'
1
note 2 parcels
note #2 two parcels
note . three
tag . +dot
%9
resolvee
EOF
is "$rc" 2 "the status is that of the last line that failed"
like "$errs" '^sportello: 2: the case, or words for #1? Write #2, or . before the words' "a number before words is not guessed at"
like "$errs" '^sportello: %9: ' "nor a place that is none"
like "$errs" "did you mean 'resolve'" "verbs are spelt as everywhere"
is "$(field "$notes" 2)$(field "$notes" 1 | grep -c three)" '["two parcels"]1' "said plainly, it goes where it should"

desk reopen 2
desk assign 2 nobody
desk assign 3 nobody
desk resolve 1
shell <<'EOF'
next
take
next
EOF
like "$out" "^#[23]: nobody's" "next says what needs me, and why"
is "$(printf '%s\n' "$out" | grep -c "^#[23]: ")" 2 "and then what else"

command -v python3 >/dev/null || done_testing
cat >"$T/on_tty.py" <<'EOF'
import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "dumb"
    os.execv(sys.argv[1], sys.argv[1:])
seen = b""
def until(text):
    global seen
    end = time.time() + 20
    while text not in seen and time.time() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try: seen += os.read(fd, 4096)
            except OSError: break
    print("ok" if text in seen else "not ok", text.decode())
    seen = seen[seen.find(text) + len(text):] if text in seen else seen
def send(text): os.write(fd, text)
until(b"sportello> ")
send(b"note never sent\x03")
until(b"sportello> ")
send(b"1\r")
until(b"#1> ")
send(b"tag +gra\t\r")
until(b"#1> ")
send(b"note a secret\r")
until(b"#1> ")
send(b"\x04")
os.waitpid(pid, 0)
EOF
desk tag 2 +grazie
run python3 "$T/on_tty.py" "$SPORTELLO" --config "$config" --store "$store" shell
is "$rc $(printf "%s\n" "$out" | grep -c "^not ok")" "0 0" "on a terminal that can do nothing: prompt, Ctrl-C, case in hand"
if grep -q '^READLINE_LIBS = .' "$top_builddir/Makefile"; then
	like "$(field 'r["tags"]' 1)" '"grazie"' "Tab finishes a tag"
	is "$(ls -l "$XDG_STATE_HOME/sportello/shell-history" | cut -c1-10)" "-rw-------" "the history is mine alone"
	unlike "$(cat "$XDG_STATE_HOME/sportello/shell-history")" 'secret\|never' "and holds no words for people"
fi
run env TERM=dumb script -qec "$SPORTELLO --config $config --store $store" /dev/null
like "$out" 'sportello shell' "the console says so where it cannot be"
done_testing
