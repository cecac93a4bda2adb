CREATE TABLE used (			-- what an agent used, and how often: ranks macros, the palette, pickers
	agent INTEGER NOT NULL REFERENCES agent,
	kind TEXT NOT NULL,		-- command, macro, view, setting...
	name TEXT NOT NULL,
	n INTEGER NOT NULL, last_at INTEGER NOT NULL,
	PRIMARY KEY (agent, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE mention (			-- whom a note calls: @max, @logistics
	note INTEGER NOT NULL REFERENCES note,
	name TEXT NOT NULL,		-- an agent's or a team's
	seen_at INTEGER,		-- when they looked at it
	PRIMARY KEY (note, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_open ON mention (name, note) WHERE seen_at IS NULL;

CREATE TABLE handover (			-- what one agent left to another, in one group of actions
	id INTEGER PRIMARY KEY,
	giver INTEGER NOT NULL REFERENCES agent,
	taker TEXT NOT NULL,		-- an agent, or team:NAME
	at INTEGER NOT NULL,
	grp INTEGER NOT NULL,		-- the group of actions
	text INTEGER REFERENCES text,	-- the page that goes with it
	seen_at INTEGER
) STRICT;
CREATE INDEX handover_taker ON handover (taker, at);

ALTER TABLE outbox ADD COLUMN unless_reply INTEGER NOT NULL DEFAULT 0;	-- leaves only if the customer has not written by then
ALTER TABLE draft ADD COLUMN send_at INTEGER;	-- leaves then; NULL = at once
ALTER TABLE draft ADD COLUMN unless_reply INTEGER NOT NULL DEFAULT 0;
