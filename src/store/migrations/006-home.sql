ALTER TABLE message ADD COLUMN home_case INTEGER REFERENCES cases;	-- its own case while that one is merged into case_id
ALTER TABLE thread ADD COLUMN home_case INTEGER REFERENCES cases;	-- the same for next_case
ALTER TABLE note ADD COLUMN home_case INTEGER REFERENCES cases;
ALTER TABLE outbox ADD COLUMN home_case INTEGER REFERENCES cases;
ALTER TABLE escalation ADD COLUMN home_case INTEGER REFERENCES cases;
ALTER TABLE draft ADD COLUMN home_case INTEGER REFERENCES cases;
ALTER TABLE identity ADD COLUMN home_customer INTEGER REFERENCES customer;	-- whose it is while that one is merged into `customer`
ALTER TABLE cases ADD COLUMN home_customer INTEGER REFERENCES customer;
CREATE INDEX customer_merge_absorbed ON customer_merge (absorbed);
