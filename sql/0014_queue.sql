-- The queue as staff see it, newest first: without an index all of it was sorted for each look.
CREATE INDEX jobs_by_created ON jobs (created, id);
