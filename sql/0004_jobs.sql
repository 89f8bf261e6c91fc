-- Work for the worker processes. A row is made in the same transaction as what it is about, so that
-- neither is ever there alone.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY, -- UUID version 7: sorts by the time of making, which is the order of working
    kind TEXT NOT NULL, -- of worker, as in `assisti worker KIND`
    subject TEXT NOT NULL, -- id of the row that it is about
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- for whom
    status TEXT NOT NULL, -- queued, running, done, failed
    attempts INTEGER NOT NULL DEFAULT 0, -- starts so far: those that a stop of the server cut short are repeated
    error TEXT, -- stable code of what went wrong, where it failed
    created BIGINT NOT NULL, -- milliseconds since 1970
    started BIGINT, -- of the last attempt
    ended BIGINT -- when it was done or failed
);
CREATE INDEX jobs_by_status ON jobs (status, id);
CREATE INDEX jobs_by_subject ON jobs (subject, id);
CREATE INDEX jobs_by_owner ON jobs (owner);
