#!/bin/sh
# Request Tracker as second level, the real one: a case becomes a ticket, what is said there comes back as notes with their
# authors, what the customer adds is passed on, a ticket whose making was in doubt is found again.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3 curl rt-setup-database-5
server=/usr/share/request-tracker5/libexec/rt-server
[ -x "$server" ] || skip_all "Request Tracker 5 is not installed"

rt=$T/rt
mkdir -p "$rt/log" "$rt/mason" "$rt/session"
port=$(free_port)
cat >"$rt/config.pm" <<EOF
Set(\$rtname, 'localhost'); Set(\$Organization, 'localhost');
Set(\$WebDomain, '127.0.0.1'); Set(\$WebPort, $port); Set(\$WebPath, '');
Set(\$DatabaseType, 'SQLite'); Set(\$DatabaseName, '$rt/rt.db');
Set(\$LogToFile, 'info'); Set(\$LogToFileNamed, 'rt.log'); Set(\$LogDir, '$rt/log'); Set(\$LogToSyslog, undef);
Set(\$MailCommand, 'testfile'); Set(\$WebSessionClass, 'Apache::Session::File'); Set(\$Timezone, 'UTC');
Set(\$RestrictReferrer, 0);
\$RT::MasonDataDir = "$rt/mason"; \$RT::MasonSessionDir = "$rt/session"; \$RT::VarPath = "$rt";
1;
EOF
export RT_SITE_CONFIG="$rt/config.pm"
rt-setup-database-5 --action init --skip-create --dba '' --dba-password '' >"$rt/init.log" 2>&1 ||
	skip_all "Request Tracker cannot be set up here"
"$server" --host 127.0.0.1 --port "$port" >"$rt/server.log" 2>&1 &
test_pids="$test_pids $!"
eventually 30 listens "$port" || skip_all "Request Tracker does not start here"
rest=http://127.0.0.1:$port/REST/2.0
as() {				# as USER METHOD PATH [BODY]
	curl -s -u "$1:password" -X "$2" -H 'Content-Type: application/json' "$rest/$3" ${4:+--data-binary "$4"}
}
# who works there, beside root, and the account that is ours
as root POST user '{"Name":"tina","RealName":"Tina Tec","EmailAddress":"tina@tec.example","Password":"password","Privileged":1}' >"$T/null"
as root POST user '{"Name":"sportello","RealName":"Sportello","Password":"password","Privileged":1}' >"$T/null"
PERL5LIB=/usr/share/request-tracker5/lib perl -e '
	use RT; RT::LoadConfig(); RT::Init();
	my $group = RT::Group->new(RT->SystemUser);
	$group->LoadSystemInternalGroup("Privileged");
	$group->PrincipalObj->GrantRight(Right => $_, Object => $RT::System)
		for qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket ModifyTicket);' 2>"$rt/rights" ||
	skip_all "rights cannot be given: $(cat "$rt/rights")"

mail_setup
(umask 077; echo password >"$T/password"; echo wrong >"$T/wrong")
write_config <<EOF
[care]
undo-send = 0s
[escalation rt]
to = rt:http://127.0.0.1:$port/
user = sportello
password-command = cat $T/password
queue = General
follow = yes
EOF
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "L'ampolla è rotta" "My lamp explodes. È urgente?" 600 |
	put_mail a1 >/dev/null
index_mail
sync
desk escalate 1 rt --reason "Please look: è un caso d'esempio"
is "$rc" 0 "a case is escalated" || note "$errs"
sync
is "$rc" 0 "and delivered" || note "$errs"
ticket=$(sql "SELECT remote_id FROM escalation")
like "$ticket" '^[0-9][0-9]*$' "it is a ticket there"
is "$(as root GET "ticket/$ticket" | python3 -c 'import json,sys; j=json.load(sys.stdin); print(j["Subject"], j["Creator"]["id"])')" \
	"[#1] L'ampolla è rotta sportello" "with the case's number and subject"
is "$(sql "SELECT url FROM escalation")" "http://127.0.0.1:$port/Ticket/Display.html?id=$ticket" "the case knows where to look"
is "$(curl -s -o "$T/page" -w '%{http_code}' "$(sql "SELECT url FROM escalation")")" 302 "and that address is one, behind the sign-in"
sync
is "$(sql "SELECT count(*) FROM note WHERE source = 'second-level'")" 0 "what we said ourselves is no answer"

desk pending 1 2>"$T/null" || desk status 1 pending
as tina POST "ticket/$ticket/correspond" '{"Content":"Cambia il trasformatore, è vecchio.","ContentType":"text/plain"}' >"$T/null"
sync --account escalation:rt
desk show 1
like "$out" 'INTERNAL NOTE by Tina Tec' "a reply there is a note with its author"
like "$out" '^Cambia il trasformatore, è vecchio.' "with its words"
is "$(sql "SELECT status FROM cases")" 1 "the case wakes"
is "$(sql "SELECT state || ' ' || mover FROM escalation")" "open us" "with the ticket's state, and it is our turn"
as tina POST "ticket/$ticket/comment" '{"Content":"<p>Spare part <b>T-9</b></p>","ContentType":"text/html"}' >"$T/null"
sync --account escalation:rt
sync --account escalation:rt
is "$(sql "SELECT count(*) FROM note WHERE source = 'second-level'")" 2 "a comment is one, too, and nothing comes twice"
desk show 1
like "$out" '^Spare part T-9' "HTML as text"

desk tell 1 "Which one exactly?"
sync --account escalation:rt
is "$(sql "SELECT mover FROM escalation")" target "asking back makes it their turn"
like "$(as root GET "ticket/$ticket/attachments?fields=Content")" 'Which one exactly' "and stands in the ticket"
as tina PUT "ticket/$ticket" '{"Status":"resolved"}' >"$T/null"
sync --account escalation:rt
is "$(sql "SELECT state || ' ' || mover FROM escalation")" "resolved us" "a ticket that is closed there is our turn again"
desk show 1
like "$out" 'the ticket is resolved' "and says so"

# a ticket that was made, though nobody knows
simple_mail ben-1@example.net "Ben <ben@example.net>" "Sink" "My sink leaks. What now?" 600 | put_mail b1 >/dev/null
index_mail
sync
desk escalate 2 rt --reason "Look"
as sportello POST ticket '{"Queue":"General","Subject":"[#2] Sink","Content":"x","ContentType":"text/plain"}' >"$T/null"
sqlite3 "$store" "UPDATE outbox SET state = 2, wire_at = $(date +%s)000 WHERE id = (SELECT max(id) FROM outbox)"
sync --account escalation:rt
is "$(sql "SELECT o.state || ' ' || (e.remote_id IS NOT NULL) FROM outbox o JOIN escalation e ON e.outbox = o.id ORDER BY o.id DESC LIMIT 1")" \
	"3 1" "a ticket whose making was in doubt is found there, and not made again"

sed -i "s|cat $T/password|cat $T/wrong|" "$config"
desk tell 2 "Hello?"
sync --account escalation:rt
like "$errs" '401' "a sign-in that is refused is said"
is "$(sql "SELECT state FROM outbox ORDER BY id DESC LIMIT 1")" 0 "and what was to be said waits"
unlike "$(cat "$T/errs"; sqlite3 -readonly "$store" .dump)" 'wrong$' "without the password anywhere"

done_testing
