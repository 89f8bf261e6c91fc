-- What staff set and do: settings over those of the configuration, a record of every act that cannot be altered unseen,
-- invitations, looks at what belongs to others, and figures of the past for charts.
CREATE TABLE settings (
    name TEXT PRIMARY KEY, -- as the program calls it; unknown ones are left alone
    value TEXT NOT NULL, -- a number, a word or a text; secrets are sealed with a key that is not in the database
    updated BIGINT NOT NULL -- milliseconds since 1970
);

-- Rows are only ever added. Each holds the digest of the one before, so that a change, a gap or another order shows.
CREATE TABLE audit_log (
    id TEXT PRIMARY KEY, -- UUID version 7
    number BIGINT NOT NULL UNIQUE, -- from 1, without gaps
    made BIGINT NOT NULL, -- milliseconds since 1970
    actor TEXT NOT NULL, -- id of the user; no reference, since the row outlives the account
    action TEXT NOT NULL, -- such as users.disable
    target_kind TEXT NOT NULL, -- the resource, such as users
    target_id TEXT NOT NULL, -- id or name in it, or empty
    detail TEXT NOT NULL, -- JSON: what else there is to say, without anything private
    previous TEXT NOT NULL, -- digest of the row before, in base64url; of the first row: empty
    digest TEXT NOT NULL -- BLAKE2b-256 of all columns above, in base64url
);

-- The newest row of the log, so that rows missing at its end show too.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY, -- always 1: there is one row
    number BIGINT NOT NULL, -- of the newest row
    digest TEXT NOT NULL -- of the newest row
);

CREATE TABLE invitations (
    id TEXT PRIMARY KEY, -- UUID version 7
    digest BLOB NOT NULL UNIQUE, -- BLAKE2b-256 of the token
    email TEXT, -- the only address that may use it, in small letters; NULL: whoever has it
    invited_by TEXT REFERENCES users (id) ON DELETE SET NULL, -- who made it
    used_by TEXT REFERENCES users (id) ON DELETE SET NULL, -- the account that was made with it
    created BIGINT NOT NULL, -- milliseconds since 1970
    expires BIGINT NOT NULL, -- not taken any more from then on
    used BIGINT -- when; it is good once
);
CREATE INDEX invitations_by_inviter ON invitations (invited_by);
CREATE INDEX invitations_by_used_by ON invitations (used_by);

-- When staff opened what belongs to somebody else, and why. Its owner sees these rows.
CREATE TABLE content_accesses (
    id TEXT PRIMARY KEY, -- UUID version 7: newest first is by id
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose content it is
    staff TEXT REFERENCES users (id) ON DELETE SET NULL, -- who opened it
    staff_name TEXT NOT NULL, -- what they were called then
    resource TEXT NOT NULL, -- such as ocr
    target TEXT NOT NULL, -- id in it
    title TEXT NOT NULL, -- what its owner called it then
    reason TEXT NOT NULL, -- in the words of who opened it
    created BIGINT NOT NULL -- milliseconds since 1970
);
CREATE INDEX content_accesses_by_owner ON content_accesses (owner, id);
CREATE INDEX content_accesses_by_staff ON content_accesses (staff, target);

-- One row every five minutes, kept for a month.
CREATE TABLE stats_samples (
    made BIGINT PRIMARY KEY, -- milliseconds since 1970
    users BIGINT NOT NULL, -- accounts
    pictures BIGINT NOT NULL, -- records of all image applications
    messages BIGINT NOT NULL, -- of chats
    queued BIGINT NOT NULL, -- jobs waiting
    requests BIGINT NOT NULL, -- answered since the row before
    p50_us BIGINT NOT NULL, -- half of them took at most so long
    p99_us BIGINT NOT NULL -- all but one in a hundred took at most so long
);
