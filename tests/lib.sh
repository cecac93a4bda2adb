# lib.sh - what shell tests share: TAP, a scratch folder, a Maildir with notmuch, a configuration, and real
# servers on free ports of loopback, run as an ordinary user.  Source it first:  . "$top_srcdir/tests/lib.sh"
# A test that needs what is not installed says so and is skipped.

[ "$test_lib" != $$ ] || return 0	# what a lib.sh and a test both ask for is there once
test_lib=$$
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}" "${top_builddir:=$top_srcdir/build}"
: "${SPORTELLO:=$top_builddir/sportello}" "${SPORTELLO_SYNC:=$top_builddir/sportello-sync}"
export top_srcdir top_builddir SPORTELLO SPORTELLO_SYNC
PATH=$PATH:/usr/sbin:/sbin

test_count=0 test_failed=0 test_pids=

T=$(mktemp -d "${TMPDIR:-/tmp}/sportello-test.XXXXXX") || exit 99
chmod 711 "$T"
export HOME="$T/home" XDG_CONFIG_HOME="$T/home/.config" XDG_DATA_HOME="$T/home/.local/share" \
	XDG_STATE_HOME="$T/home/.local/state" XDG_CACHE_HOME="$T/home/.cache" \
	NOTMUCH_CONFIG="$T/notmuch-config" DICPATH="$T/dict"	# spelling is checked where a test brings a dictionary
unset LANGUAGE NOTMUCH_PROFILE MAILDIR NOTMUCH_DATABASE EMAIL SPORTELLO_CONFIG SPORTELLO_STORE
mkdir -p "$HOME"

test_end() {
	status=$?
	for pid in $test_pids; do
		kill "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	[ -n "$KEEP" ] && echo "# kept: $T" || rm -rf "$T"
	exit $status
}
trap test_end EXIT
trap 'exit 1' INT TERM HUP

# ---- TAP ------------------------------------------------------------------------------------------

# ok STATUS WHAT: one check
ok() {
	test_count=$((test_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $test_count - $2"
	else
		test_failed=$((test_failed + 1))
		echo "not ok $test_count - $2"
	fi
	return "$1"
}

# is GOT WANT WHAT: two texts are the same
is() {
	[ "$1" = "$2" ]
	ok $? "$3" || {
		printf '%s\n' "$1" | sed 's/^/#  got: /'
		printf '%s\n' "$2" | sed 's/^/# want: /'
		return 1
	}
}

# like TEXT PATTERN WHAT: a basic regular expression matches a line of the text
like() {
	printf '%s\n' "$1" | grep -q -e "$2"
	ok $? "$3" || {
		printf '%s\n' "$1" | sed 's/^/#  got: /'
		echo "# want: /$2/"
		return 1
	}
}

# unlike TEXT PATTERN WHAT
unlike() {
	! printf '%s\n' "$1" | grep -q -e "$2"
	ok $? "$3" || printf '%s\n' "$1" | sed 's/^/#  got: /'
}

# run COMMAND...: its output in $out, its errors in $errs, its status in $rc
run() {
	"$@" >"$T/out" 2>"$T/errs"
	rc=$?
	out=$(cat "$T/out")
	errs=$(cat "$T/errs")
}

note() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

done_testing() {
	echo "1..$test_count"
	[ "$test_failed" -eq 0 ]
	exit $?
}

# need PROGRAM...: skips the whole test when one is missing
need() {
	for program in "$@"; do
		command -v "$program" >/dev/null 2>&1 || skip_all "$program is not installed"
	done
}

# under_sanitizer: libraries put in front of a program's own do not go with AddressSanitizer
under_sanitizer() {
	grep -q '^SANITIZE_CFLAGS = .*address' "$top_builddir/Makefile" 2>/dev/null
}

# eventually SECONDS COMMAND...: until it succeeds
eventually() {
	tries=$(($1 * 20))
	shift
	while [ "$tries" -gt 0 ]; do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
		tries=$((tries - 1))
	done
	return 1
}

# ---- mail ------------------------------------------------------------------------------------------

mail_root=$T/Mail

# mail_setup: a Maildir with folders INBOX and Sent, and a notmuch configuration of its own
mail_setup() {
	need notmuch
	mkdir -p "$mail_root/INBOX/cur" "$mail_root/INBOX/new" "$mail_root/INBOX/tmp" \
		"$mail_root/Sent/cur" "$mail_root/Sent/new" "$mail_root/Sent/tmp"
	cat >"$NOTMUCH_CONFIG" <<-EOF
	[database]
	path=$mail_root
	[user]
	name=Support
	primary_email=support@example.org
	[new]
	tags=unread;inbox
	[maildir]
	synchronize_flags=true
	EOF
	index_mail
}

index_mail() {
	notmuch new --quiet >"$T/notmuch.log" 2>&1
}

# put_mail NAME [FOLDER]: standard input becomes a mail file; prints its path
put_mail() {
	cat >"$mail_root/${2:-INBOX}/tmp/$1"
	mv "$mail_root/${2:-INBOX}/tmp/$1" "$mail_root/${2:-INBOX}/cur/$1:2,"
	echo "$mail_root/${2:-INBOX}/cur/$1:2,"
}

# mail_date [SECONDS AGO]: a Date header's value
mail_date() {
	LC_ALL=C date -u -d "@$(($(date +%s) - ${1:-60}))" '+%a, %d %b %Y %H:%M:%S +0000'
}

# simple_mail ID FROM SUBJECT TEXT [SECONDS AGO [REFERENCES]]
simple_mail() {
	echo "From: $2"
	echo "To: Support <support@example.org>"
	echo "Subject: $3"
	echo "Date: $(mail_date "${5:-60}")"
	echo "Message-ID: <$1>"
	[ -n "$6" ] && echo "In-Reply-To: <$6>" && echo "References: <$6>"
	echo "MIME-Version: 1.0"
	echo "Content-Type: text/plain; charset=utf-8"
	echo
	printf '%s\n' "$4"
}

# ---- the programs --------------------------------------------------------------------------------------

config=$T/config
store=$T/data/store.db

# write_config [LINES OF [account support]]: standard input follows
write_config() {
	{
		cat <<-EOF
		[agent]
		id   = eva
		name = Eva Rossi
		[account support]
		channel = mail
		address = Support <support@example.org>
		maildir = $mail_root
		query   = *
		EOF
		printf '%s\n' "$@"
		[ -t 0 ] || cat
	} >"$config"
	chmod 600 "$config"
}

sync() {
	run "$SPORTELLO_SYNC" --config "$config" --store "$store" "$@"
}

desk() {
	run "$SPORTELLO" --config "$config" --store "$store" "$@"
}

# sql STATEMENT: asks the store, which nobody but a test may do
sql() {
	sqlite3 -readonly "$store" "$1"
}

# ---- servers ----------------------------------------------------------------------------------------------

# Servers do not deliver as root: there, nobody runs them.
as_user() {
	if [ "$(id -u)" -eq 0 ]; then
		exec setpriv --reuid nobody --regid nogroup --clear-groups "$@"
	else
		exec "$@"
	fi
}

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

listens() {
	python3 -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1"
}

# start_exim: submission with STARTTLS and AUTH (support/s3cret) on $smtp_port, TLS from the start on
# $smtps_port; what it takes is delivered to $smtp_box (a Maildir).  Recipients: unknown@ is refused (550), full@
# is refused (552), anything while $T/smtp/tempfail exists is put off (451).
start_exim() {
	need exim4 openssl python3
	smtp=$T/smtp smtp_box=$T/smtp/box
	mkdir -p "$smtp/spool/input" "$smtp/spool/db" "$smtp/spool/msglog" "$smtp/log" \
		"$smtp_box/cur" "$smtp_box/new" "$smtp_box/tmp"
	smtp_ca=$smtp/cert.pem
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext \
		subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$smtp/key.pem" -out "$smtp_ca" 2>/dev/null
	smtp_port=$(free_port) smtps_port=$(free_port)
	user=$(id -un) group=$(id -gn)
	if [ "$(id -u)" -eq 0 ]; then
		user=nobody group=nogroup
	fi
	exim_config >"$smtp/exim.conf"
	[ "$(id -u)" -eq 0 ] && chown -R nobody:nogroup "$smtp"
	chmod 755 "$smtp"
	(as_user exim4 -C "$smtp/exim.conf" -bdf -q5s) >"$T/exim.log" 2>&1 &
	test_pids="$test_pids $!"
	eventually 10 listens "$smtp_port" || {
		sed 's/^/# /' "$T/exim.log" "$smtp/log/"* 2>/dev/null
		skip_all "exim4 does not start here"
	}
}

exim_config() {
	cat <<-EOF
	exim_path = $(command -v exim4)
	spool_directory = $smtp/spool
	log_file_path = $smtp/log/%slog
	pid_file_path = $smtp/exim.pid
	primary_hostname = localhost
	local_interfaces = 127.0.0.1
	daemon_smtp_ports = $smtp_port : $smtps_port
	tls_on_connect_ports = $smtps_port
	tls_certificate = $smtp/cert.pem
	tls_privatekey = $smtp/key.pem
	tls_advertise_hosts = *
	auth_advertise_hosts = \${if eq{\$tls_in_cipher}{}{}{*}}
	never_users =
	exim_user = $user
	exim_group = $group
	acl_smtp_mail = acl_mail
	acl_smtp_rcpt = acl_rcpt
	acl_smtp_data = acl_data
	message_size_limit = 5M
	keep_environment =
	add_environment = PATH=/usr/bin:/bin
	deliver_drop_privilege = true
	smtp_accept_max = 40
	begin acl
	acl_mail:
	  deny message = Authentication required
	       !authenticated = *
	  accept
	acl_rcpt:
	  defer message = 4.3.0 try again later
	        condition = \${if exists{$smtp/tempfail}}
	  deny message = 5.1.1 no such person here
	       local_parts = unknown
	  deny message = 5.2.2 mailbox full
	       local_parts = full
	  accept
	acl_data:
	  defer message = 4.7.0 not now
	        condition = \${if match{\$h_subject:}{LATER}}
	  deny message = 5.7.1 refused for its content
	       condition = \${if match{\$h_subject:}{REFUSE}}
	  accept
	begin routers
	gone:
	  driver = redirect
	  local_parts = bounce
	  allow_fail
	  data = :fail: 5.1.6 this mailbox has moved away
	box:
	  driver = accept
	  transport = box
	begin transports
	$(exim_transport)
	begin retry
	* * F,2h,1m
	begin authenticators
	plain:
	  driver = plaintext
	  public_name = PLAIN
	  server_prompts = :
	  server_condition = \${if and{{eq{\$auth2}{support}}{eq{\$auth3}{s3cret}}}}
	  server_set_id = \$auth2
	login:
	  driver = plaintext
	  public_name = LOGIN
	  server_prompts = "Username:: : Password::"
	  server_condition = \${if and{{eq{\$auth1}{support}}{eq{\$auth2}{s3cret}}}}
	  server_set_id = \$auth1
	EOF
}

# Into one Maildir, or by LMTP to dovecot where that runs.
exim_transport() {
	if [ -n "$lmtp_port" ]; then
		cat <<-EOF
		box:
		  driver = smtp
		  protocol = lmtp
		  hosts = 127.0.0.1
		  port = $lmtp_port
		  allow_localhost
		  hosts_override
		  hosts_avoid_tls = *
		EOF
	else
		cat <<-EOF
		box:
		  driver = appendfile
		  maildir_format
		  directory = $smtp_box
		  create_directory = false
		  envelope_to_add
		  return_path_add
		  user = $user
		  group = $group
		EOF
	fi
}

# start_dovecot: mailboxes for support and ana (password s3cret) under $dovecot/mail, IMAP with TLS on
# $imaps_port, LMTP on $lmtp_port, which start_exim then delivers to
start_dovecot() {
	need dovecot openssl python3
	dovecot=$T/dovecot
	mkdir -p "$dovecot/run" "$dovecot/state" "$dovecot/mail"
	imaps_port=$(free_port) lmtp_port=$(free_port)
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext \
		subjectAltName=DNS:localhost -keyout "$dovecot/key.pem" -out "$dovecot/cert.pem" 2>/dev/null
	imap_user=$(id -un) imap_group=$(id -gn)
	if [ "$(id -u)" -eq 0 ]; then
		imap_user=nobody imap_group=nogroup
	fi
	printf 'support:{PLAIN}s3cret::::::\nana:{PLAIN}s3cret::::::\n' >"$dovecot/passwd"
	dovecot_config >"$dovecot/dovecot.conf"
	[ "$(id -u)" -eq 0 ] && chown -R nobody:nogroup "$dovecot"
	(as_user dovecot -F -c "$dovecot/dovecot.conf") >"$T/dovecot.log" 2>&1 &
	test_pids="$test_pids $!"
	eventually 10 listens "$lmtp_port" || {
		sed 's/^/# /' "$T/dovecot.log" "$dovecot/log" 2>/dev/null
		skip_all "dovecot does not start here"
	}
}

dovecot_config() {
	cat <<-EOF
	base_dir = $dovecot/run
	state_dir = $dovecot/state
	log_path = $dovecot/log
	default_internal_user = $imap_user
	default_internal_group = $imap_group
	default_login_user = $imap_user
	protocols = imap lmtp
	listen = 127.0.0.1
	ssl = required
	ssl_cert = <$dovecot/cert.pem
	ssl_key = <$dovecot/key.pem
	auth_mechanisms = plain login
	passdb {
	  driver = passwd-file
	  args = username_format=%n $dovecot/passwd
	}
	userdb {
	  driver = static
	  args = uid=$(id -u "$imap_user") gid=$(id -g "$imap_user") home=$dovecot/mail/%n
	}
	mail_location = maildir:~/Maildir
	first_valid_uid = 1
	namespace inbox {
	  inbox = yes
	  separator = /
	  mailbox Sent {
	    auto = create
	    special_use = \\Sent
	  }
	}
	service anvil {
	  chroot =
	}
	service stats {
	  chroot =
	}
	service imap-login {
	  chroot =
	  inet_listener imap {
	    port = 0
	  }
	  inet_listener imaps {
	    port = $imaps_port
	    ssl = yes
	  }
	}
	service lmtp {
	  chroot =
	  inet_listener lmtp {
	    address = 127.0.0.1
	    port = $lmtp_port
	  }
	}
	EOF
}

# start_httpd [NAME]: a server of connected accounts (tests/sync/httpd.h) in the folder $T/NAME (web), on $http_port
start_httpd() {
	httpd=$T/${1:-web}
	mkdir -p "$httpd/files" "$httpd/www"
	rm -f "$httpd/port"
	"$top_builddir/tests/sync/httpd" "$httpd" 2>"$T/httpd.errs" &
	httpd_pid=$!
	test_pids="$test_pids $httpd_pid"
	eventually 10 test -s "$httpd/port" || skip_all "the test server does not start here"
	http_port=$(cat "$httpd/port")
}

# smtp_options: lines of [account] for the server above
smtp_options() {
	cat <<-EOF
	smtp = smtp://localhost:$smtp_port
	smtp-user = support
	ca-file = $smtp_ca
	password-command = echo s3cret
	sent-folder = Sent
	EOF
}

# boxed: how many mails the server has delivered
boxed() {
	ls "$smtp_box/new" "$smtp_box/cur" 2>/dev/null | grep -c '^[0-9]'
}
