-- Where an account is signed in, when whoever is there last proved who they are, and keys for programs.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT ''; -- "Firefox on Linux", or empty: unknown
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- of the client, as the server saw it last
ALTER TABLE sessions ADD COLUMN created BIGINT NOT NULL DEFAULT 0; -- when it logged in
ALTER TABLE sessions ADD COLUMN last_used BIGINT NOT NULL DEFAULT 0; -- when it last got an access token
ALTER TABLE sessions ADD COLUMN proved BIGINT NOT NULL DEFAULT 0; -- when password or second factor were last given
UPDATE sessions SET created = expires - 2592000000, last_used = expires - 2592000000;

ALTER TABLE users ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0; -- access tokens of an earlier one are refused
ALTER TABLE users ADD COLUMN epoch_changed BIGINT NOT NULL DEFAULT 0; -- when it became this one
CREATE INDEX users_by_epoch_changed ON users (epoch_changed);

CREATE TABLE api_keys (
    id TEXT PRIMARY KEY, -- UUID version 7
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who acts through it
    name TEXT NOT NULL, -- what its owner calls it
    digest BLOB NOT NULL UNIQUE, -- BLAKE2b-256 of its random part
    prefix TEXT NOT NULL, -- its first characters, to tell keys apart
    scopes INTEGER NOT NULL, -- bits: 1 read, 2 write
    created BIGINT NOT NULL, -- when it was made
    last_used BIGINT, -- to the minute
    expires BIGINT -- not taken any more from then on; NULL: holds until it is deleted
);
CREATE INDEX api_keys_by_owner ON api_keys (owner, id);

-- How often something went wrong, or was done, from an address, and from all of them together.
CREATE TABLE address_tries (
    kind TEXT NOT NULL, -- wrong: a password or code that was wrong; signup: an account that was made
    subject BLOB NOT NULL, -- BLAKE2b-256 of the address (IPv6: its /64) or of nothing (all), with a key that is not in the database
    tries INTEGER NOT NULL, -- since `since`
    since BIGINT NOT NULL, -- the first of those counted
    PRIMARY KEY (kind, subject)
);
CREATE INDEX address_tries_by_since ON address_tries (since);
CREATE INDEX sessions_by_address ON sessions (address);
