-- Contacts that no channel brings: calls, visits to a shop, letters, as somebody here wrote them down.  A note of this
-- kind is an item on the timeline like a message; `at` is when it happened.
ALTER TABLE note ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;	-- 0 note, 1 call, 7 visit, 8 letter
ALTER TABLE note ADD COLUMN direction INTEGER NOT NULL DEFAULT 0;	-- 0 the customer came to us, 1 we to them
ALTER TABLE note ADD COLUMN outcome INTEGER NOT NULL DEFAULT 0;	-- none, answered, no-answer, busy, message, dropped
ALTER TABLE note ADD COLUMN duration_ms INTEGER;	-- how long
ALTER TABLE note ADD COLUMN identity INTEGER REFERENCES identity;	-- by which address of theirs
ALTER TABLE note ADD COLUMN callback_at INTEGER;	-- when they asked to be called
ALTER TABLE cases ADD COLUMN callback_at INTEGER;	-- derived: by when somebody has to be called back
ALTER TABLE cases ADD COLUMN callback_to INTEGER;	-- derived: identity, NULL = not known
CREATE INDEX case_callback ON cases (callback_at) WHERE callback_at IS NOT NULL;
-- Who telephones now, as the telephone system's hook says it; consoles show it, and it is gone the day after.
CREATE TABLE ring (
	id INTEGER PRIMARY KEY,		-- an item number: never twice
	at INTEGER NOT NULL, number TEXT NOT NULL,	-- normal form; erasable
	line TEXT,			-- which of our numbers
	customer INTEGER REFERENCES customer,	-- NULL = not known, or several
	agent INTEGER REFERENCES agent,	-- whose console; NULL = everybody's
	until INTEGER NOT NULL,		-- shown until then
	state INTEGER NOT NULL DEFAULT 0,	-- rings, taken, missed
	taken_by INTEGER REFERENCES agent
) STRICT;
INSERT INTO change (area, n) VALUES ('ring', 0);
