-- What is said in public comes into a stream: one row for each message of others there.  The message's number, what
-- was decided about it, and what the channel tells of it.
CREATE TABLE stream (
	id INTEGER PRIMARY KEY REFERENCES message,
	state INTEGER NOT NULL DEFAULT 0,	-- new, passed, answered, case, history
	at INTEGER NOT NULL,		-- the message's received_at
	likes INTEGER, reach INTEGER,	-- of others; how many follow its author
	ours INTEGER NOT NULL DEFAULT 0,	-- bits: 1 we like it, 2 we have hidden it
	link TEXT			-- its address on the web; erasable
) STRICT;
CREATE INDEX stream_state ON stream (state, at, id);
CREATE INDEX stream_at ON stream (at, id);
CREATE INDEX stream_reach ON stream (reach) WHERE reach IS NOT NULL;
ALTER TABLE thread ADD COLUMN post INTEGER REFERENCES text;	-- words of what it stands under
ALTER TABLE thread ADD COLUMN post_link TEXT;	-- and its address on the web
ALTER TABLE draft ADD COLUMN message INTEGER REFERENCES message;	-- the public message it answers
ALTER TABLE outbox ADD COLUMN target INTEGER REFERENCES message;	-- like, hide, edit...: which message it is about
CREATE INDEX outbox_target ON outbox (target) WHERE target IS NOT NULL;
