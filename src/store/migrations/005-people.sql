-- People: what is known of them beside names and addresses, who may be one, and who is speaking.

-- Typed values that [field NAME] declares, of a customer or of a case: each is a row, the newest of a name holds.
CREATE TABLE field_value (
	id INTEGER PRIMARY KEY,
	customer INTEGER REFERENCES customer, case_id INTEGER REFERENCES cases,	-- one of the two
	name TEXT NOT NULL,		-- the section's
	text INTEGER REFERENCES text,	-- as written; NULL = none any more
	folded TEXT,			-- its normal form, to be found by; erasable
	number INTEGER,			-- to be compared: numbers and amounts in hundredths, dates in ms
	source TEXT NOT NULL,		-- agent, found, import, hook, robot
	message INTEGER REFERENCES message,	-- found: where
	at INTEGER NOT NULL,
	deleted INTEGER NOT NULL DEFAULT 0,	-- replaced, or its writing was undone
	CHECK ((customer IS NULL) <> (case_id IS NULL))
) STRICT;
CREATE INDEX field_value_customer ON field_value (customer, name) WHERE customer IS NOT NULL;
CREATE INDEX field_value_case ON field_value (case_id, name) WHERE case_id IS NOT NULL;
CREATE INDEX field_value_folded ON field_value (name, folded) WHERE folded IS NOT NULL AND deleted = 0;
CREATE INDEX field_value_number ON field_value (name, number) WHERE number IS NOT NULL AND deleted = 0;

ALTER TABLE customer ADD COLUMN manager INTEGER REFERENCES agent;	-- who looks after them
ALTER TABLE customer ADD COLUMN form TEXT;	-- of address: formal, informal; NULL = not known
ALTER TABLE customer ADD COLUMN signs TEXT;	-- the name as they sign; erasable
ALTER TABLE customer ADD COLUMN quiet TEXT;	-- hours in which we do not begin a contact: 21:00-08:00
ALTER TABLE customer ADD COLUMN cap TEXT;	-- contacts that we begin, at most: 2/7d

CREATE TABLE customer_tag (
	customer INTEGER NOT NULL REFERENCES customer, tag INTEGER NOT NULL REFERENCES tag,
	PRIMARY KEY (customer, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tag_tag ON customer_tag (tag, customer);

CREATE TABLE consent (			-- each statement is a row; the newest of a kind holds
	id INTEGER PRIMARY KEY,
	customer INTEGER NOT NULL REFERENCES customer,
	kind TEXT NOT NULL,		-- contact, marketing, recording, or a word of the configuration
	given INTEGER NOT NULL,		-- 0 = withdrawn
	origin INTEGER REFERENCES text,	-- where and how it was said
	at INTEGER NOT NULL, agent INTEGER REFERENCES agent,
	deleted INTEGER NOT NULL DEFAULT 0	-- its writing was undone
) STRICT;
CREATE INDEX consent_customer ON consent (customer, kind, at);

-- What a text tells of its author, normalised, so that two identities can be found to be one person's.
CREATE TABLE trait (
	kind TEXT NOT NULL,		-- mail, phone, or a field's name; said in a message of the identity
	value TEXT NOT NULL,		-- erasable: the row goes
	identity INTEGER NOT NULL REFERENCES identity,
	place TEXT NOT NULL,		-- signature, text, given ("my address is..."), contact
	message INTEGER REFERENCES message,
	PRIMARY KEY (kind, value, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX trait_identity ON trait (identity);

CREATE TABLE suggestion (		-- two customers that may be one, and what was said to it
	id INTEGER PRIMARY KEY,
	a INTEGER NOT NULL REFERENCES customer, b INTEGER NOT NULL REFERENCES customer,	-- a < b
	score INTEGER NOT NULL,		-- 0..100
	evidence TEXT NOT NULL,		-- codes and numbers of rows; no words about people
	state TEXT NOT NULL DEFAULT 'open',	-- open, accepted, refused
	at INTEGER NOT NULL,
	UNIQUE (a, b)
) STRICT;
CREATE INDEX suggestion_b ON suggestion (b);
CREATE INDEX suggestion_open ON suggestion (score, id) WHERE state = 'open';

CREATE TABLE verification (		-- who is speaking: how a contact was verified; ends with the contact
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases, identity INTEGER NOT NULL REFERENCES identity,
	how TEXT NOT NULL,		-- facts, code, platform, hook, person
	state TEXT NOT NULL,		-- asked (a code is out), verified, failed
	facts TEXT,			-- names of what was asked; no values
	code BLOB,			-- keyed hash of a code that is out
	code_to INTEGER REFERENCES identity, tries INTEGER NOT NULL DEFAULT 0,
	at INTEGER NOT NULL, agent INTEGER REFERENCES agent,
	until_at INTEGER,		-- a code's end; the contact's end where it is known
	ended_at INTEGER
) STRICT;
CREATE INDEX verification_case ON verification (case_id, identity);

CREATE TABLE rating (			-- how content they were
	id INTEGER PRIMARY KEY,
	customer INTEGER NOT NULL REFERENCES customer, case_id INTEGER REFERENCES cases,
	score INTEGER NOT NULL,		-- 0..100, whatever the scale it was asked on
	scale TEXT NOT NULL,		-- as asked: csat5, good-bad, ces7, nps
	said TEXT NOT NULL,		-- the answer on that scale: 4, good
	words INTEGER REFERENCES text, source TEXT NOT NULL, at INTEGER NOT NULL,
	message INTEGER REFERENCES message
) STRICT;
CREATE INDEX rating_customer ON rating (customer, at);
CREATE INDEX rating_case ON rating (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE visit (			-- up to where an agent has read a customer's history
	agent INTEGER NOT NULL REFERENCES agent, customer INTEGER NOT NULL REFERENCES customer,
	item INTEGER NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (agent, customer)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_lines (		-- what the customer's hook printed last; erasable
	customer INTEGER PRIMARY KEY REFERENCES customer,
	at INTEGER NOT NULL, lines TEXT, error TEXT
) STRICT;
