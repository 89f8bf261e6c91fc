-- Which tools language models are not offered in a room.
ALTER TABLE categories ADD COLUMN tools_off TEXT NOT NULL DEFAULT ''; -- names with commas between them
