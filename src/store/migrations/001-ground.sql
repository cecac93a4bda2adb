-- The store of Sportello.  Times are milliseconds UTC since 1970, 0 or NULL = none.  Every text about a
-- person lies in `text` (or in columns named here as erasable), so that it can be blanked; the journal
-- (action, action_change) holds ids, codes and fields without text.
-- Items (messages, notes, actions) share one sequence of numbers: see counter 'item'.

CREATE TABLE meta (
	key TEXT PRIMARY KEY,		-- delivery_id, mark_key, device_id, created_at
	value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (			-- numbers handed out inside the writing transaction
	name TEXT PRIMARY KEY,		-- item, case
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES ('item', 0), ('case', 0);

CREATE TABLE change (			-- moves with every commit that touches an area; readers compare
	area TEXT PRIMARY KEY,		-- case, customer, outbox, account, draft
	n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO change VALUES ('case', 0), ('customer', 0), ('outbox', 0), ('account', 0), ('draft', 0);

CREATE TABLE setting (			-- the console's own memory: prompt history, last view
	key TEXT PRIMARY KEY,
	value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE agent (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,	-- short id: eva
	display TEXT,
	host_uid INTEGER,		-- the host's user, where it can vouch for the agent
	role TEXT NOT NULL DEFAULT 'agent',	-- agent, lead, robot
	device TEXT
) STRICT;

CREATE TABLE text (			-- all words about people; erasing blanks body
	id INTEGER PRIMARY KEY,
	customer INTEGER,		-- whom it is about, if known
	body TEXT
) STRICT;

CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	uid BLOB NOT NULL UNIQUE,	-- hash(channel, our own id there); the name may change
	name TEXT NOT NULL,		-- the section's name
	channel TEXT NOT NULL,
	speaks_as TEXT NOT NULL,	-- the channel it appears as (exec accounts)
	address TEXT,			-- our own address there
	since_at INTEGER NOT NULL,	-- what is older is history
	active INTEGER NOT NULL DEFAULT 1,	-- in the configuration
	state TEXT NOT NULL DEFAULT 'idle',	-- idle, running, error, auth, stopped
	progress TEXT,			-- what it is doing, in words
	done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0,
	error TEXT, error_at INTEGER,	-- the server's words
	pulled_at INTEGER,		-- last good pull
	tried_at INTEGER, fails INTEGER NOT NULL DEFAULT 0, next_at INTEGER
) STRICT;

CREATE TABLE cursor (
	account INTEGER NOT NULL REFERENCES account, key TEXT NOT NULL, value TEXT NOT NULL,
	PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (			-- durable work of an account
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account,
	kind TEXT NOT NULL, key TEXT NOT NULL DEFAULT '', body TEXT,
	not_before INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
	outbox INTEGER, speaks INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL,
	UNIQUE (account, kind, key)
) STRICT;
CREATE INDEX job_due ON job (account, not_before);

CREATE TABLE capability (		-- what an account or thread can do, as of now
	account INTEGER NOT NULL REFERENCES account, thread INTEGER NOT NULL DEFAULT 0, key TEXT NOT NULL,
	value TEXT, expires_at INTEGER,
	PRIMARY KEY (account, thread, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (			-- files and answers that could not be taken in, named to the user
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account,
	kind TEXT NOT NULL,		-- non-mail, unreadable, vanished, protocol
	file TEXT NOT NULL, words TEXT, at INTEGER NOT NULL,
	UNIQUE (account, kind, file)
) STRICT;

CREATE TABLE customer (
	id INTEGER PRIMARY KEY,
	uid BLOB NOT NULL UNIQUE,
	kind TEXT NOT NULL DEFAULT 'person',	-- person, organisation
	name TEXT,			-- erasable
	language TEXT, preferred TEXT,	-- channel
	vip INTEGER NOT NULL DEFAULT 0,
	notes INTEGER REFERENCES text,
	created_at INTEGER NOT NULL,
	merged_into INTEGER REFERENCES customer,	-- NULL = lives
	erased_at INTEGER
) STRICT;
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_name ON customer (name COLLATE NOCASE);

CREATE TABLE identity (			-- one address of a person on a kind of medium
	id INTEGER PRIMARY KEY,
	uid BLOB NOT NULL UNIQUE,
	kind TEXT NOT NULL,		-- mail, phone, telegram, ...
	address TEXT NOT NULL,		-- normal form; erasable
	name TEXT,			-- as last seen; erasable
	customer INTEGER REFERENCES customer,	-- NULL until it has a case
	verified TEXT,			-- how, or NULL; platform:ID = its platform vouches: one person with identity ID
	first_at INTEGER, last_at INTEGER,
	UNIQUE (address, kind)
) STRICT;
CREATE INDEX identity_customer ON identity (customer) WHERE customer IS NOT NULL;

CREATE TABLE customer_merge (		-- who became one, undoable
	id INTEGER PRIMARY KEY,
	survivor INTEGER NOT NULL REFERENCES customer,
	absorbed INTEGER NOT NULL REFERENCES customer,
	action INTEGER NOT NULL, undone_by INTEGER
) STRICT;
CREATE INDEX customer_merge_survivor ON customer_merge (survivor);

CREATE TABLE member (			-- a person of an organisation
	person INTEGER NOT NULL REFERENCES customer, organisation INTEGER NOT NULL REFERENCES customer,
	from_at INTEGER, to_at INTEGER,
	PRIMARY KEY (person, organisation)
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
	id INTEGER PRIMARY KEY,
	uid BLOB NOT NULL UNIQUE,	-- hash of the message that opened it, or of the split action
	number INTEGER NOT NULL UNIQUE,	-- a label
	customer INTEGER REFERENCES customer,
	subject TEXT,			-- erasable
	status INTEGER NOT NULL, priority INTEGER NOT NULL DEFAULT 1,
	assignee INTEGER REFERENCES agent, team TEXT,
	opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
	resolved_at INTEGER, snoozed_until INTEGER, snooze_reply INTEGER NOT NULL DEFAULT 0,
	next_step INTEGER REFERENCES text, next_who TEXT, next_by INTEGER, promised INTEGER NOT NULL DEFAULT 0,
	waits_on TEXT, waits_until INTEGER,
	late INTEGER NOT NULL DEFAULT 0, flagged INTEGER NOT NULL DEFAULT 0,
	merged_into INTEGER REFERENCES cases,
	follows INTEGER REFERENCES cases,	-- the case it follows up
	language TEXT,
	-- derived, recomputed after every action and arrival; in no undo
	waiting_since INTEGER, due_at INTEGER, first_reply_at INTEGER,
	last_in_at INTEGER, last_item INTEGER NOT NULL DEFAULT 0,
	messages INTEGER NOT NULL DEFAULT 0, channels TEXT,	-- "mail telegram"
	escalated INTEGER NOT NULL DEFAULT 0,	-- open escalations
	audience INTEGER NOT NULL DEFAULT 0	-- widest audience of its threads
) STRICT;
CREATE INDEX case_due ON cases (status, due_at, id);
CREATE INDEX case_waiting ON cases (status, waiting_since, id);
CREATE INDEX case_updated ON cases (status, updated_at, id);
CREATE INDEX case_recent ON cases (updated_at, id);
CREATE INDEX case_priority ON cases (status, priority, waiting_since, id);
CREATE INDEX case_assignee ON cases (assignee, status, due_at, id);
CREATE INDEX case_team ON cases (team) WHERE team IS NOT NULL;
CREATE INDEX case_customer ON cases (customer, updated_at);
CREATE INDEX case_snoozed ON cases (snoozed_until) WHERE status = 3;
CREATE INDEX case_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX case_escalated ON cases (escalated, updated_at) WHERE escalated > 0;

CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE case_tag (
	case_id INTEGER NOT NULL REFERENCES cases, tag INTEGER NOT NULL REFERENCES tag,
	PRIMARY KEY (case_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_tag_tag ON case_tag (tag, case_id);

CREATE TABLE participant (		-- others who speak or are copied in a case's threads
	case_id INTEGER NOT NULL REFERENCES cases, identity INTEGER NOT NULL REFERENCES identity,
	role INTEGER NOT NULL,
	PRIMARY KEY (case_id, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX participant_identity ON participant (identity);

CREATE TABLE case_link (
	a INTEGER NOT NULL REFERENCES cases, b INTEGER NOT NULL REFERENCES cases,
	kind TEXT NOT NULL,		-- duplicate, follow-up, part
	PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_link_b ON case_link (b);

CREATE TABLE thread (
	id INTEGER PRIMARY KEY,
	uid BLOB NOT NULL UNIQUE,	-- hash(account uid, remote id)
	account INTEGER NOT NULL REFERENCES account,
	remote_id TEXT NOT NULL,
	subject TEXT,			-- erasable
	audience INTEGER NOT NULL DEFAULT 0,
	next_case INTEGER REFERENCES cases,	-- where its next inbound message goes
	last_at INTEGER NOT NULL DEFAULT 0,
	UNIQUE (account, remote_id)
) STRICT;
CREATE INDEX thread_case ON thread (next_case) WHERE next_case IS NOT NULL;

CREATE TABLE message (
	id INTEGER PRIMARY KEY,		-- item number
	uid BLOB NOT NULL UNIQUE,	-- hash(thread uid, remote id, variant)
	thread INTEGER NOT NULL REFERENCES thread,
	remote_id TEXT NOT NULL,	-- mail: Message-ID
	variant INTEGER NOT NULL DEFAULT 0,	-- 1, 2...: another content under the same id
	case_id INTEGER REFERENCES cases,	-- NULL = history
	direction INTEGER NOT NULL, kind INTEGER NOT NULL, flags INTEGER NOT NULL DEFAULT 0,
	audience INTEGER NOT NULL DEFAULT 0,
	sender INTEGER REFERENCES identity,
	recipients TEXT,		-- [["to","Name","address"],...]; erasable
	subject TEXT,			-- erasable
	text INTEGER REFERENCES text,	-- the current revision
	language TEXT,
	sent_at INTEGER, received_at INTEGER NOT NULL, stored_at INTEGER NOT NULL,
	tz_minutes INTEGER NOT NULL DEFAULT 0, duration_ms INTEGER,
	files INTEGER NOT NULL DEFAULT 0,	-- attachments
	content BLOB,			-- digest (16 bytes) of the decoded content
	wake INTEGER NOT NULL DEFAULT 0,	-- enum care_wake: what it did to the case
	agent INTEGER REFERENCES agent,	-- outbound: who wrote it, if known
	outbox INTEGER,			-- outbound: the row that sent it
	why TEXT,			-- codes for `explain`; no text of people
	raw BLOB			-- API payload of this message alone, compressed; erasable
) STRICT;
CREATE INDEX message_remote ON message (remote_id, variant);
CREATE INDEX message_thread ON message (thread, received_at);
CREATE INDEX message_case ON message (case_id, received_at) WHERE case_id IS NOT NULL;
CREATE INDEX message_sender ON message (sender, received_at);
CREATE INDEX message_received ON message (received_at);

CREATE TABLE message_account (		-- further accounts that hold the same message
	message INTEGER NOT NULL REFERENCES message, account INTEGER NOT NULL REFERENCES account,
	PRIMARY KEY (message, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_revision (		-- all texts of a message that was edited; absent: never edited
	message INTEGER NOT NULL REFERENCES message, n INTEGER NOT NULL, at INTEGER NOT NULL,
	text INTEGER NOT NULL REFERENCES text,
	PRIMARY KEY (message, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (			-- edits, deletions, reactions, receipts
	id INTEGER PRIMARY KEY,
	message INTEGER NOT NULL REFERENCES message,
	kind INTEGER NOT NULL, remote_id TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL,
	identity INTEGER REFERENCES identity, text INTEGER REFERENCES text,
	UNIQUE (message, kind, remote_id)
) STRICT;

CREATE TABLE blob (			-- files in blobs/, named by their SHA-256
	id INTEGER PRIMARY KEY,
	sha256 BLOB NOT NULL UNIQUE, bytes INTEGER NOT NULL, type TEXT,
	state TEXT NOT NULL DEFAULT 'have'	-- have, wanted, gone, too-big
) STRICT;

CREATE TABLE attachment (
	id INTEGER PRIMARY KEY,
	message INTEGER REFERENCES message,
	part TEXT NOT NULL, name TEXT, type TEXT, bytes INTEGER NOT NULL DEFAULT 0,
	digest BLOB, blob INTEGER REFERENCES blob, in_text INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX attachment_message ON attachment (message);

CREATE TABLE mail_file (		-- where a mail lies in its Maildir
	account INTEGER NOT NULL REFERENCES account, path TEXT NOT NULL,
	bytes INTEGER NOT NULL, mtime INTEGER NOT NULL, message INTEGER REFERENCES message,
	PRIMARY KEY (account, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_file_message ON mail_file (message);

CREATE TABLE mail_tag (			-- the last state both sides agreed on, per tag kept in step
	account INTEGER NOT NULL REFERENCES account, message INTEGER NOT NULL REFERENCES message,
	tag TEXT NOT NULL, base INTEGER NOT NULL,
	PRIMARY KEY (account, message, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
	id INTEGER PRIMARY KEY,		-- item number
	case_id INTEGER NOT NULL REFERENCES cases,
	agent INTEGER REFERENCES agent, author TEXT,	-- author: a second level's name
	at INTEGER NOT NULL,
	text INTEGER NOT NULL REFERENCES text,
	source TEXT NOT NULL DEFAULT 'agent',	-- agent, second-level, robot
	message INTEGER REFERENCES message,	-- the second level's mail
	deleted INTEGER NOT NULL DEFAULT 0	-- its writing was undone
) STRICT;
CREATE INDEX note_case ON note (case_id, at);
CREATE INDEX note_at ON note (at);
CREATE INDEX note_message ON note (message) WHERE message IS NOT NULL;

CREATE TABLE action (			-- the journal; append only
	id INTEGER PRIMARY KEY,		-- item number
	uid BLOB NOT NULL UNIQUE,	-- UUIDv7
	at INTEGER NOT NULL,
	verb INTEGER NOT NULL,		-- enum act_verb, actions.def
	agent INTEGER REFERENCES agent, robot TEXT,	-- who: a person, or rule:NAME, sync, bot
	case_id INTEGER REFERENCES cases, customer INTEGER REFERENCES customer,
	grp INTEGER NOT NULL,		-- actions of one key share the first one's id
	undoes INTEGER, undone_by INTEGER,
	args TEXT,			-- codes and ids; never text about a person
	text INTEGER REFERENCES text,	-- reason, if any
	device TEXT, seq INTEGER	-- the device's own count, for exchange between stores
) STRICT;
CREATE INDEX action_case ON action (case_id, at) WHERE case_id IS NOT NULL;
CREATE INDEX action_customer ON action (customer, at) WHERE customer IS NOT NULL;
CREATE INDEX action_agent ON action (agent, id);
CREATE INDEX action_grp ON action (grp);
CREATE INDEX action_undone ON action (undone_by) WHERE undone_by IS NOT NULL;
CREATE INDEX action_at ON action (at, verb);	-- figures of a period

CREATE TABLE action_change (		-- before and after of each field touched
	action INTEGER NOT NULL REFERENCES action, n INTEGER NOT NULL,
	entity TEXT NOT NULL,		-- case, message, thread, customer, identity, note, case_tag, outbox, ...
	entity_id INTEGER NOT NULL, field TEXT NOT NULL,
	before ANY, after ANY,
	PRIMARY KEY (action, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE escalation (
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases,
	target TEXT NOT NULL, level INTEGER NOT NULL DEFAULT 2, reason INTEGER REFERENCES text,
	at INTEGER NOT NULL, action INTEGER NOT NULL, outbox INTEGER,
	address TEXT,			-- who may answer it
	answered_at INTEGER, closed_at INTEGER
) STRICT;
CREATE INDEX escalation_case ON escalation (case_id);

CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	uid BLOB NOT NULL UNIQUE,
	action INTEGER NOT NULL, grp INTEGER NOT NULL,
	kind TEXT NOT NULL,		-- reply, new, forward, escalation
	case_id INTEGER REFERENCES cases, account INTEGER NOT NULL REFERENCES account,
	thread INTEGER REFERENCES thread, agent INTEGER REFERENCES agent,
	state INTEGER NOT NULL, not_before INTEGER NOT NULL, queued_at INTEGER NOT NULL,
	scheduled INTEGER NOT NULL DEFAULT 0,	-- not_before was asked for by the agent
	seen INTEGER NOT NULL,		-- highest item number that was on the agent's screen
	audience INTEGER NOT NULL DEFAULT 0,
	remote_id TEXT,			-- mail: our Message-ID, made when queued; else the server's id
	from_address TEXT, from_name TEXT,
	subject TEXT,			-- erasable
	text INTEGER REFERENCES text,
	in_reply_to TEXT, refs TEXT,	-- remote ids; refs blank-separated, oldest first
	attempts INTEGER NOT NULL DEFAULT 0, next_try INTEGER,
	error TEXT,			-- the server's exact words
	reason TEXT,			-- why it is in review: code of enum outbox_reason
	mime_digest BLOB,		-- of the bytes built once; they lie in outbox/<uid>
	wire_at INTEGER, sent_at INTEGER, delivered_at INTEGER,
	filed INTEGER NOT NULL DEFAULT 0,	-- the sent copy lies in the sent folder
	message INTEGER REFERENCES message,	-- how it appears on the timeline
	replaces INTEGER		-- an edited row replaces a cancelled one
) STRICT;
CREATE INDEX outbox_state ON outbox (account, state, not_before);
CREATE INDEX outbox_case ON outbox (case_id);
CREATE INDEX outbox_remote ON outbox (remote_id);
CREATE INDEX outbox_live ON outbox (state, not_before);
CREATE INDEX outbox_grp ON outbox (grp);

CREATE TABLE outbox_recipient (
	outbox INTEGER NOT NULL REFERENCES outbox, n INTEGER NOT NULL,
	role INTEGER NOT NULL, name TEXT, address TEXT NOT NULL,	-- erasable
	state INTEGER NOT NULL DEFAULT 0, words TEXT,
	PRIMARY KEY (outbox, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_file (		-- attachments: copied into blobs/ when attached
	outbox INTEGER NOT NULL REFERENCES outbox, n INTEGER NOT NULL,
	blob INTEGER NOT NULL REFERENCES blob, name TEXT NOT NULL, type TEXT NOT NULL,
	PRIMARY KEY (outbox, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_log (		-- every transition with its words
	id INTEGER PRIMARY KEY,
	outbox INTEGER NOT NULL REFERENCES outbox, at INTEGER NOT NULL,
	was INTEGER, now INTEGER NOT NULL, words TEXT
) STRICT;
CREATE INDEX outbox_log_outbox ON outbox_log (outbox);

CREATE TABLE draft (
	id INTEGER PRIMARY KEY,
	agent INTEGER NOT NULL REFERENCES agent,
	kind TEXT NOT NULL,		-- reply, note, new, forward
	case_id INTEGER REFERENCES cases, account INTEGER REFERENCES account, thread INTEGER,
	recipients TEXT, subject TEXT, body TEXT, cursor INTEGER NOT NULL DEFAULT 0,	-- erasable
	files TEXT,			-- [[blob,"name","type"],...]
	actions TEXT,			-- command lines that take effect with the send
	updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_case ON draft (case_id);

CREATE TABLE lease (			-- who is at it now; no action
	case_id INTEGER NOT NULL REFERENCES cases, kind TEXT NOT NULL,	-- claim, compose, view
	agent INTEGER NOT NULL REFERENCES agent, until_at INTEGER NOT NULL,
	PRIMARY KEY (case_id, kind, agent)
) STRICT, WITHOUT ROWID;

CREATE TABLE read_mark (		-- how far an agent has read a case
	agent INTEGER NOT NULL REFERENCES agent, case_id INTEGER NOT NULL REFERENCES cases,
	item INTEGER NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (agent, case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone (		-- keyed hashes of erased ids, so that they are not fetched back
	mark TEXT PRIMARY KEY, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reindex (			-- items whose words changed since they were indexed
	item INTEGER PRIMARY KEY
) STRICT;
