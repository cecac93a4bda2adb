#!/bin/sh
# The console is held to what it promises: no socket of the network, not in it and not in what it starts for itself; what
# the configuration or the agent starts has all rights.  Each of these programs tries.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need sqlite3 python3

world
grep -q '^Seccomp:' /proc/self/status || skip_all "this kernel has no seccomp"
# tries NAME [COMMAND]: a program that notes whether it gets a socket, and goes on as COMMAND
mkdir "$T/bin"
tries() {
	cat >"$T/bin/$1" <<-END
	#!/bin/sh
	python3 -c 'import socket; socket.socket()' 2>/dev/null && echo yes >>"$T/$1" || echo no >>"$T/$1"
	${2-exit 0}
	END
	chmod +x "$T/bin/$1"
}
tries speller 'printf "@(#) speller\n"; while read -r line; do echo "*"; echo; done'
tries editor
tries shelled
cat >>"$config" <<EOF
[ui]
spell = en
spell-command = $T/bin/speller
editor = $T/bin/editor
EOF
mkdir -p "$T/dict"
: >"$T/dict/en_US.dic"
export DICPATH="$T/dict"
console 80x24 <<-EOF
	cmd open $ana
	cmd !$T/bin/shelled
	key i
	type a word 
	key C-x e
	key Esc
EOF
is "$rc" 0 "a console" || note "$out$errs"
is "$(cat "$T/shelled" 2>&1)" yes "what the agent starts has the network"
is "$(cat "$T/editor" 2>&1)" yes "and the editor"
eventually 10 test -s "$T/speller"
is "$(sort -u "$T/speller" 2>&1)" no "the speller has none"

# ---- the process itself, and what the configuration says --------------------------------------------------------------------
# seen from a program that it waits for
cat >"$T/bin/look" <<EOF
#!/bin/sh
for p in /proc/[0-9]*; do
	tr '\\0' ' ' <\$p/cmdline 2>/dev/null | grep -q -e "--script $T/" || continue
	sed -n 's/^Seccomp:[^0-9]*//p' \$p/status
done | sort | tr '\\n' ' ' >"$T/states"
EOF
chmod +x "$T/bin/look"
printf 'cmd !%s/bin/look\n' "$T" >"$T/script"
looks() {
	run "$SPORTELLO" --config "$config" --store "$store" --now "$now" --script "$T/script" --size 80x24
}
looks
is "$(cat "$T/states")" "0 2 " "the console is held, what starts programs for it is not"
printf '[store]\nsandbox = off\n' >>"$config"
looks
is "$(cat "$T/states")" "0 " "unless that is off"
sed -i 's/^sandbox = .*/sandbox = require/' "$config"
looks
is "$rc $(cat "$T/states")" "0 0 2 " "or on in any case"

# a system that cannot: prctl(PR_SET_SECCOMP) is refused
cat >"$T/cannot.py" <<'EOF'
import ctypes, os, struct, subprocess, sys
if os.uname().machine != 'x86_64':
	print('1 True')
	sys.exit()
def cannot():
	rules = [(0x20, 0, 0, 0), (0x15, 0, 3, 157), (0x20, 0, 0, 16), (0x15, 0, 1, 22), (0x06, 0, 0, 0x50026),
		(0x06, 0, 0, 0x7fff0000)]
	code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *rule) for rule in rules))
	prog = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(rules), ctypes.addressof(code)))
	libc = ctypes.CDLL(None)
	libc.prctl(38, 1, 0, 0, 0)
	libc.prctl(22, 2, prog, 0, 0)
r = subprocess.run(sys.argv[1:], preexec_fn=cannot, capture_output=True, text=True)
print(r.returncode, 'sandbox = require' in r.stderr)
EOF
is "$(python3 "$T/cannot.py" "$SPORTELLO" --config "$config" --store "$store" count)" "1 True" \
	"which where the system cannot is said, and nothing starts"
sed -i 's/^sandbox = .*/sandbox = auto/' "$config"
is "$(python3 "$T/cannot.py" "$SPORTELLO" --config "$config" --store "$store" count)" "0 False" "auto: it does without"

done_testing
