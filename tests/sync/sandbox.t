#!/bin/sh
# What the processes of sync give up: who runs an account's program has no network and executes nothing, the program itself
# has all; who takes mail in writes nowhere but in its folders, and says so where it would have to.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3
grep -q '^Seccomp:' /proc/self/status || skip_all "this kernel has no seccomp"
mail_setup
cat >"$T/program" <<EOF
#!/usr/bin/env python3
import socket
def held(pid):
	return ' '.join(l.split()[1] for l in open('/proc/%d/status' % pid) if l.startswith(('Seccomp:', 'NoNewPrivs:')))
# sync's processes, by the lock that they have open
import glob, os
states = set()
for d in glob.glob('/proc/[0-9]*'):
	try:
		if open(d + '/cmdline').read().split('\0')[0].endswith('sportello-sync') and '$config' in open(d + '/cmdline').read():
			states.add(held(int(d[6:])))
	except OSError:
		pass
socket.socket().close()
open('$T/said', 'w').write('%s|%s' % (held(os.getpid()), ','.join(sorted(states))))
os.execv('$top_srcdir/examples/exec-spool', ['exec-spool', '$T/spool'])
EOF
chmod +x "$T/program"
mkdir "$T/spool" "$T/tmp"
export TMPDIR="$T/tmp"		# where anybody writes: what is to be refused lies elsewhere
printf '#!/bin/sh\ncat >/dev/null\n' >"$T/mailer"
chmod +x "$T/mailer"
write_config "sendmail = $T/mailer" "sent-folder = Far/Sent" <<EOF
[account prog]
channel = exec
as = sms
command = $T/program
EOF
mkdir -p "$T/far" "$mail_root/Far"
ln -s "$T/far" "$mail_root/Far/Sent"
simple_mail ana-1@example.net "Ana <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 | put_mail a1 >/dev/null
index_mail
sync
is "$(sql 'SELECT count(*) FROM message')" 1 "mail comes in" || note "$errs"
said=$(cat "$T/said")
is "${said%%|*}" "0 0" "a program of the configuration is held to nothing, and has the network"
like "${said#*|}" '1 2' "what runs it is"
desk reply 1 --no-hold 'Take another one.'
sync
is "$(sql 'SELECT state FROM outbox')" 3 "an answer leaves"
if [ "$("$SPORTELLO" --config "$config" --store "$store" doctor | grep -c 'Landlock [1-9]')" -eq 1 ]; then
	like "$errs$out" 'far.*denied\|Far/Sent.*denied' "its copy would lie outside of the Maildir: refused, with the reason"
	is "$(find "$T/far" -type f)" "" "and nothing is written there"
	mkdir "$mail_root/Near"
	sed -i 's|^sent-folder = .*|sent-folder = Near|' "$config"
	desk reply 1 --no-hold 'Or a third one.'
	sync
	is "$(find "$mail_root/Near" -type f | wc -l | tr -d ' ')" 2 "in the Maildir they are" || note "$errs"
else
	note "this kernel has no Landlock: writing is not tried"
fi
sed -i '/^\[agent\]/i [store]\nsandbox = off' "$config"
sync
said=$(cat "$T/said")
unlike "${said#*|}" '2' "off: nothing is held"

done_testing
