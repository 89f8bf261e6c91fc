-- Lists of very many rows: what they count, sum up and sort by is read from an index, not from the rows themselves, which are long.
CREATE INDEX images_by_app ON images (app, id);
CREATE INDEX images_by_bytes ON images (owner, bytes);
CREATE INDEX jobs_by_created ON jobs (created, id);
