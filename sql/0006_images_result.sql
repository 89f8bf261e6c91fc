-- What was found on a picture may be long, as JSON with each word's place. SQLite reads a row from its start, through all
-- pages that it fills, so whatever stands behind the long column costs a way through it: it belongs to the end.
ALTER TABLE images ADD COLUMN found TEXT; -- JSON as the contract has it; stays the last column
UPDATE images SET found = result;
ALTER TABLE images DROP COLUMN result;
ALTER TABLE images RENAME COLUMN found TO result;
