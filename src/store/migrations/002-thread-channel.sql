-- An account may hold threads of several channels: text messages, WhatsApp and calls under one number.
ALTER TABLE thread ADD COLUMN channel TEXT;	-- what it speaks, where that is not what its account speaks
