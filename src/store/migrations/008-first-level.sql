-- First level by machine.  Each part has its own section.

-- -- language and mood ------------------------------------------------------------------------------
ALTER TABLE message ADD COLUMN mood INTEGER;		-- -100 (angry) .. 100; NULL = not measured
ALTER TABLE message ADD COLUMN mood_why TEXT;		-- codes and weights of what told so; no words of people
ALTER TABLE message ADD COLUMN intent TEXT;		-- label of the answer that fits
ALTER TABLE cases ADD COLUMN mood INTEGER;		-- derived: that of the newest words of theirs
ALTER TABLE cases ADD COLUMN mood_set INTEGER;		-- an agent's correction of what was measured...
ALTER TABLE cases ADD COLUMN mood_item INTEGER;		-- ...up to this item: newer words are measured anew
ALTER TABLE cases ADD COLUMN language_set TEXT;		-- an agent's correction, which holds
ALTER TABLE cases ADD COLUMN intent TEXT;		-- derived
ALTER TABLE cases ADD COLUMN intent_set TEXT;		-- an agent's correction
CREATE INDEX case_mood ON cases (mood) WHERE mood IS NOT NULL AND mood<0;
CREATE INDEX case_intent ON cases (intent) WHERE intent IS NOT NULL;

-- -- robots ------------------------------------------------------------------------------------------
ALTER TABLE message ADD COLUMN robot TEXT;		-- outbound: which of our robots said it: bot, rule:NAME, survey
ALTER TABLE outbox ADD COLUMN robot TEXT;
CREATE INDEX outbox_robot ON outbox (case_id, queued_at) WHERE robot IS NOT NULL;
CREATE TABLE robot (			-- up to where each step of the robot has come, and what ails it
	step TEXT PRIMARY KEY,		-- rules, bot, mood, clocks...; rule:NAME for what one rule ails
	item INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL DEFAULT 0,
	error TEXT, error_at INTEGER, state TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE firing (			-- a rule has acted on a case because of an item (0 = time), once
	rule TEXT NOT NULL, case_id INTEGER NOT NULL,	-- 0 = about a message that is in none
	item INTEGER NOT NULL,		-- the message, the action; of time: the newest item of the case that no rule made
	at INTEGER NOT NULL, action INTEGER,	-- its group; NULL = there was nothing to change
	why TEXT,			-- codes of the terms that matched; no words of people
	PRIMARY KEY (rule, case_id, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX firing_at ON firing (at);
CREATE INDEX firing_case ON firing (case_id, at);
-- what is here already is no event any more
INSERT INTO robot(step, item) SELECT 'rules', value FROM counter WHERE name='item';
CREATE TABLE hold (			-- nothing automatic that sends leaves these accounts
	account INTEGER PRIMARY KEY,	-- 0 = all
	at INTEGER NOT NULL, agent INTEGER REFERENCES agent, until_at INTEGER
) STRICT;

-- -- clocks ------------------------------------------------------------------------------------------
CREATE TABLE holiday (			-- when an office is closed, out of its iCalendar file; by its own wall clock
	hours TEXT NOT NULL, day INTEGER NOT NULL,	-- 20261225
	from_minute INTEGER NOT NULL DEFAULT 0, until_minute INTEGER NOT NULL DEFAULT 1440,
	name TEXT,
	PRIMARY KEY (hours, day, from_minute)
) STRICT, WITHOUT ROWID;
CREATE TABLE clock (			-- derived: each promise of a case's policy, kept, broken or running
	case_id INTEGER NOT NULL REFERENCES cases,
	kind INTEGER NOT NULL,		-- 0 first response, 1 next response, 2 resolution
	n INTEGER NOT NULL,		-- the n-th of its kind
	policy TEXT NOT NULL,		-- '' = what [care] promises
	state INTEGER NOT NULL,		-- 0 runs, 1 stands still, 2 done, 3 no longer asked for
	from_at INTEGER NOT NULL,
	goal_ms INTEGER NOT NULL,	-- office time that was promised
	due_at INTEGER,			-- NULL while it stands still
	ended_at INTEGER,		-- when what was promised was done, or was no longer asked for
	used_ms INTEGER NOT NULL DEFAULT 0,	-- office time that has passed until it ended or stood still
	broken INTEGER NOT NULL DEFAULT 0,	-- it ended or stands still behind its time; one that runs is broken once due
	PRIMARY KEY (case_id, kind, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_broken ON clock (kind, case_id) WHERE broken=1;
CREATE INDEX clock_from ON clock (from_at, policy, kind);
ALTER TABLE cases ADD COLUMN policy TEXT;		-- derived: the first that fits; NULL = what [care] promises
ALTER TABLE cases ADD COLUMN due_kind INTEGER;		-- derived: which clock due_at is; 3 = a callback
ALTER TABLE cases ADD COLUMN warn_at INTEGER;		-- derived: when to warn of due_at
ALTER TABLE cases ADD COLUMN warned_at INTEGER;		-- for which due_at it was warned
CREATE INDEX case_policy ON cases (policy) WHERE policy IS NOT NULL;
CREATE INDEX case_warn ON cases (warn_at) WHERE warn_at IS NOT NULL;

-- -- queues ------------------------------------------------------------------------------------------
ALTER TABLE agent ADD COLUMN away_from INTEGER;		-- out of office
ALTER TABLE agent ADD COLUMN away_until INTEGER;
ALTER TABLE agent ADD COLUMN substitute TEXT;		-- agent or team:NAME
ALTER TABLE agent ADD COLUMN seen_at INTEGER;		-- when their console last said that they are there

-- -- the bot -----------------------------------------------------------------------------------------
CREATE TABLE dialogue (			-- the bot's, on a case
	case_id INTEGER PRIMARY KEY REFERENCES cases,
	bot TEXT NOT NULL,
	state TEXT NOT NULL,		-- talking, handed-over, silenced, done
	item INTEGER NOT NULL,		-- up to which item it has answered
	memory TEXT,			-- where the talk stands, bot.h; no words of people
	due_at INTEGER,			-- when it looks again: a pause ends, or a silence; NULL = never
	misses INTEGER NOT NULL DEFAULT 0, said INTEGER NOT NULL DEFAULT 0,
	why TEXT,			-- code of why it was handed over
	began_at INTEGER NOT NULL, ended_at INTEGER,
	wrong INTEGER NOT NULL DEFAULT 0	-- answers that a person corrected
) STRICT;
CREATE INDEX dialogue_began ON dialogue (began_at);
CREATE INDEX dialogue_due ON dialogue (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE answer_use (		-- an answer that was given, by bot or person; or that was missing (answer NULL)
	id INTEGER PRIMARY KEY,		-- item number of what asked
	case_id INTEGER REFERENCES cases, at INTEGER NOT NULL,
	answer TEXT, score INTEGER, by TEXT NOT NULL,	-- bot, agent, guide
	state TEXT NOT NULL DEFAULT 'given'	-- given, wrong, missing, done
) STRICT;
CREATE INDEX answer_use_at ON answer_use (at);
CREATE TABLE guide (			-- which step of an answer with steps comes next on a case
	case_id INTEGER PRIMARY KEY REFERENCES cases, answer TEXT NOT NULL, step INTEGER NOT NULL
) STRICT;

-- -- answers -----------------------------------------------------------------------------------------
CREATE INDEX answer_use_answer ON answer_use (answer, at);
CREATE INDEX answer_use_missing ON answer_use (at) WHERE state='missing';
CREATE TABLE said (			-- what people of ours answered: who writes the same again and again lacks an answer
	item INTEGER PRIMARY KEY, at INTEGER NOT NULL,
	sketch BLOB NOT NULL,		-- tells how alike two texts are; none of their words
	kin INTEGER NOT NULL,		-- the first of those that are like it
	done INTEGER NOT NULL DEFAULT 0	-- of the first: somebody has looked at it, no answer is needed
) STRICT;
CREATE INDEX said_kin ON said (kin, at);
CREATE TABLE said_band (band INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (band, item)) STRICT, WITHOUT ROWID;

-- -- escalation --------------------------------------------------------------------------------------
ALTER TABLE escalation ADD COLUMN remote_id TEXT;	-- the ticket's id at the target
ALTER TABLE escalation ADD COLUMN state TEXT;		-- as the target calls it
ALTER TABLE escalation ADD COLUMN mover TEXT;		-- who must move: target, us
ALTER TABLE escalation ADD COLUMN reminded_at INTEGER;
ALTER TABLE escalation ADD COLUMN remind_at INTEGER;	-- when it is asked again
ALTER TABLE escalation ADD COLUMN looked_at INTEGER;	-- when the target was last asked for news
ALTER TABLE escalation ADD COLUMN cursor TEXT;		-- up to where its news are known
ALTER TABLE escalation ADD COLUMN url TEXT;		-- where a browser finds it at the target
ALTER TABLE escalation ADD COLUMN followed INTEGER;	-- up to which item the target knows what the customer said
ALTER TABLE outbox ADD COLUMN escalation INTEGER REFERENCES escalation;	-- which one a word to a target belongs to
ALTER TABLE outbox ADD COLUMN event TEXT;		-- escalated, followed, reminded, closed
CREATE INDEX escalation_closed ON escalation (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX outbox_escalation ON outbox (escalation) WHERE escalation IS NOT NULL;
CREATE INDEX escalation_open ON escalation (remind_at) WHERE closed_at IS NULL;

-- -- satisfaction ------------------------------------------------------------------------------------
CREATE TABLE survey (			-- asked once per resolved case
	case_id INTEGER PRIMARY KEY REFERENCES cases,
	customer INTEGER REFERENCES customer,
	name TEXT NOT NULL,		-- the section's
	outbox INTEGER,			-- NULL = not asked: why
	why TEXT, asked_at INTEGER NOT NULL, answered_at INTEGER, rating INTEGER,
	scale TEXT,			-- ces7, csat5
	until_at INTEGER		-- an answer counts until then
) STRICT;
CREATE INDEX survey_customer ON survey (customer, asked_at);
CREATE INDEX survey_at ON survey (asked_at);
CREATE INDEX rating_score ON rating (score, scale, case_id);

-- -- incidents ---------------------------------------------------------------------------------------
CREATE TABLE incident (
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases,	-- the parent
	name TEXT NOT NULL UNIQUE, query TEXT,
	text INTEGER REFERENCES text,	-- what bot and acknowledgements say now
	opened_at INTEGER NOT NULL, closed_at INTEGER, agent INTEGER REFERENCES agent,
	survey INTEGER NOT NULL DEFAULT 0,	-- its members are asked how easy it was
	ack INTEGER NOT NULL DEFAULT 0,	-- who joins is told its text, once
	text_at INTEGER,		-- since when it is this text
	seen INTEGER NOT NULL DEFAULT 0,	-- up to which case the query was asked
	acked INTEGER NOT NULL DEFAULT 0	-- up to which action of joining members were told
) STRICT;
ALTER TABLE cases ADD COLUMN incident INTEGER REFERENCES incident;	-- whose member it is
CREATE INDEX case_incident ON cases (incident) WHERE incident IS NOT NULL;
CREATE TABLE alarm (			-- something comes much more often than usual
	id INTEGER PRIMARY KEY, what TEXT NOT NULL, word TEXT NOT NULL,	-- tag, phrase, intent
	usual REAL NOT NULL, now INTEGER NOT NULL, at INTEGER NOT NULL,
	state TEXT NOT NULL DEFAULT 'open',	-- open, incident, dismissed
	incident INTEGER REFERENCES incident,
	said TEXT,			-- the word as people write it
	agent INTEGER REFERENCES agent, decided_at INTEGER
) STRICT;
CREATE INDEX alarm_at ON alarm (at);
CREATE INDEX alarm_open ON alarm (what, word) WHERE state='open';
CREATE TABLE alarm_count (		-- how often a tag, an intent or a word came, in each ten minutes of four weeks
	what TEXT NOT NULL, word TEXT NOT NULL, slot INTEGER NOT NULL,
	n INTEGER NOT NULL, said TEXT,
	PRIMARY KEY (what, word, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarm_count_slot ON alarm_count (slot);

-- -- actions on the world, work that a second person looks at -----------------------------------------
CREATE TABLE run (			-- a program that is run for a case, at most once: beside its outbox row
	outbox INTEGER PRIMARY KEY REFERENCES outbox,
	name TEXT NOT NULL,		-- [action NAME]
	answers INTEGER REFERENCES text,	-- what was asked for, as JSON
	amount INTEGER,			-- hundredths, where there is a limit
	second TEXT,			-- which second person must say yes: a role, agent or team; NULL = nobody
	asked_by INTEGER REFERENCES agent, approved_by INTEGER REFERENCES agent, approved_at INTEGER,
	exit INTEGER, words INTEGER REFERENCES text
) STRICT;
ALTER TABLE outbox ADD COLUMN reviewer INTEGER REFERENCES agent;	-- who let it go
ALTER TABLE outbox ADD COLUMN text_before INTEGER REFERENCES text;	-- as its author had written it

-- -- figures -----------------------------------------------------------------------------------------
ALTER TABLE draft ADD COLUMN begun_at INTEGER;		-- when its writing began
ALTER TABLE draft ADD COLUMN busy_ms INTEGER NOT NULL DEFAULT 0;	-- of that, without the pauses
ALTER TABLE outbox ADD COLUMN begun_at INTEGER;		-- the draft's, when it became this; NULL = not known
ALTER TABLE outbox ADD COLUMN busy_ms INTEGER;
-- Derived, one row a case, out of its messages and its journal (include/kpi.def): may be dropped, and is made again.
-- *_ms around the clock, *_office in office hours; NULL = there is none.
CREATE TABLE metric (
	case_id INTEGER PRIMARY KEY REFERENCES cases,
	opened_at INTEGER NOT NULL,
	first_at INTEGER, first_ms INTEGER, first_office INTEGER,	-- the first word of a person
	done_at INTEGER, done_ms INTEGER, done_office INTEGER,	-- resolved for good, which it still is
	once_ms INTEGER, once_office INTEGER,	-- resolved for the first time
	wait_ms INTEGER, wait_office INTEGER, work_ms INTEGER, work_office INTEGER,
	pending_ms INTEGER, pending_office INTEGER, hold_ms INTEGER, hold_office INTEGER,
	total_ms INTEGER, total_office INTEGER,	-- the times of all replies together
	handle_ms INTEGER, busy_ms INTEGER,
	replies INTEGER NOT NULL, reopens INTEGER NOT NULL, agents INTEGER NOT NULL, teams INTEGER NOT NULL,
	transfers INTEGER NOT NULL, escalations INTEGER NOT NULL,
	contacts INTEGER NOT NULL, changes INTEGER NOT NULL, waits INTEGER NOT NULL, effort INTEGER NOT NULL,
	single INTEGER NOT NULL,		-- resolved at the first contact
	-- as opened:, replied:, resolved:, reopened: and escalation: find it (query_figures.c), for whoever counts many
	reply_ms INTEGER,		-- what first_reply: compares
	resolved_at INTEGER,		-- what resolved: looks for, of a case that is resolved
	turned INTEGER NOT NULL,	-- 1 it may have been reopened, 2 escalated, 4 merged: else the journal need not be asked
	agent INTEGER, channels TEXT	-- of the case
) STRICT;
CREATE INDEX metric_opened ON metric (opened_at, case_id, first_at, reply_ms, resolved_at, turned, agent, channels);
CREATE INDEX metric_first ON metric (first_at, first_ms, first_office) WHERE first_at IS NOT NULL;
CREATE INDEX metric_done ON metric (done_at, done_ms, done_office, wait_ms, wait_office, work_ms, work_office, busy_ms)
	WHERE done_at IS NOT NULL;
CREATE TABLE metric_reply (		-- each reply of a person to somebody who waited
	case_id INTEGER NOT NULL REFERENCES cases, n INTEGER NOT NULL,
	at INTEGER NOT NULL, ms INTEGER NOT NULL, office INTEGER NOT NULL,
	agent INTEGER, channel TEXT,
	PRIMARY KEY (case_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX metric_reply_at ON metric_reply (at, ms, office);
CREATE TABLE metric_promise (		-- each next step that the customer was told, with a time
	case_id INTEGER NOT NULL REFERENCES cases, n INTEGER NOT NULL,
	due_at INTEGER NOT NULL, ended_at INTEGER,	-- done, or put off; NULL = it stands
	PRIMARY KEY (case_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX metric_promise_due ON metric_promise (due_at, ended_at);
