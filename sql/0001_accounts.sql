-- People, what they show of themselves, and how they prove who they are. Points in time are milliseconds
-- since 1970. Secrets are kept only as digests.
CREATE TABLE users (
    id TEXT PRIMARY KEY, -- UUID version 7
    email TEXT NOT NULL UNIQUE, -- in small letters, so that it is unique without regard to case
    username TEXT NOT NULL, -- as its owner writes it
    username_key TEXT NOT NULL UNIQUE, -- the same in small letters
    name TEXT NOT NULL, -- as they want to be called, or empty
    password TEXT NOT NULL, -- Argon2id with its parameters and salt
    phone TEXT, -- E.164
    is_active INTEGER NOT NULL, -- may log in
    is_verified INTEGER NOT NULL, -- has proved that the e-mail address is theirs
    is_staff INTEGER NOT NULL, -- may administer
    two_factor_enabled INTEGER NOT NULL DEFAULT 0, -- a password alone does not log in
    date_joined BIGINT NOT NULL -- when the account was made
);
CREATE INDEX users_staff ON users (id) WHERE is_staff = 1;

CREATE TABLE profiles (
    id TEXT PRIMARY KEY, -- UUID version 7
    owner TEXT NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE, -- made in the same transaction
    name TEXT NOT NULL, -- empty: the account's
    username TEXT NOT NULL, -- empty: the account's
    bio TEXT NOT NULL, -- about themselves, or empty
    created BIGINT NOT NULL -- with the account
);

-- Each log-in is a session. Its refresh tokens follow one another: only the last of them is unused.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, -- UUID version 7; access tokens name it
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who logged in
    expires BIGINT NOT NULL -- with its last refresh token
);
CREATE INDEX sessions_by_owner ON sessions (owner);
CREATE INDEX sessions_by_expires ON sessions (expires);

CREATE TABLE refresh_tokens (
    digest BLOB PRIMARY KEY, -- BLAKE2b-256 of the token
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, -- the family
    expires BIGINT NOT NULL, -- not taken any more from then on
    used BIGINT, -- when it was exchanged for its successor
    salt BLOB -- random; with the token itself it gives the successor
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session, expires);

-- Sessions that ended while access tokens naming them may still be valid; rows go when these have expired.
CREATE TABLE revoked_sessions (
    session TEXT PRIMARY KEY, -- no reference: the session is gone
    revoked BIGINT NOT NULL -- when it ended
);
CREATE INDEX revoked_sessions_by_revoked ON revoked_sessions (revoked);

-- What was e-mailed to prove an address: a code of six digits and a link, either of which will do.
CREATE TABLE email_proofs (
    id TEXT PRIMARY KEY, -- UUID version 7
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose address it is
    code_digest BLOB NOT NULL, -- BLAKE2b-256 with a key that is not in the database
    code_expires BIGINT NOT NULL, -- ten minutes after it was made
    code_tries INTEGER NOT NULL, -- wrong ones so far
    link_digest BLOB NOT NULL UNIQUE, -- BLAKE2b-256 of the token in the link
    link_expires BIGINT NOT NULL -- a day after it was made
);
CREATE INDEX email_proofs_by_owner ON email_proofs (owner, id);

-- How often something was tried for one e-mail address, whether or not an account has it.
CREATE TABLE account_tries (
    kind TEXT NOT NULL, -- what was tried: password, code, mail
    subject BLOB NOT NULL, -- BLAKE2b-256 of the address, with a key that is not in the database
    tries INTEGER NOT NULL, -- since `since`
    since BIGINT NOT NULL, -- the first try of those counted
    PRIMARY KEY (kind, subject)
);
CREATE INDEX account_tries_by_since ON account_tries (since);
