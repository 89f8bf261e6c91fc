-- What proves, beside or in place of the password, who somebody is. Points in time are milliseconds since 1970. Codes are kept
-- as digests with a key that is not in the database.
CREATE TABLE factors (
    owner TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, -- whose they are; no row: none was ever set up
    email_since BIGINT, -- when e-mailed codes were turned on; NULL: they are off
    secret BLOB, -- of the authenticator app, sealed with a key that is not in the database; NULL: there is no app
    step BIGINT NOT NULL, -- of 30 seconds since 1970: the last one whose code was taken
    draft BLOB, -- a secret that was shown and not confirmed by a code yet, sealed
    draft_made BIGINT -- when it was shown
);

CREATE TABLE recovery_codes (
    digest BLOB PRIMARY KEY, -- of owner and code
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE -- whose code it is; a code that is used goes
);
CREATE INDEX recovery_codes_by_owner ON recovery_codes (owner);

CREATE TABLE passkeys (
    id TEXT PRIMARY KEY, -- UUID version 7
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose it is
    credential BLOB NOT NULL UNIQUE, -- its id, as the authenticator chose it
    site TEXT NOT NULL, -- host name that it was made for: browsers offer it nowhere else
    algorithm INTEGER NOT NULL, -- COSE: -7 ES256, -8 EdDSA, -257 RS256
    public_key BLOB NOT NULL, -- both coordinates of the point; the key of Ed25519; modulus and 4 bytes of exponent of RSA
    counter BIGINT NOT NULL, -- of signatures, as it came last; 0: the authenticator does not count
    transports TEXT NOT NULL, -- how browsers reach it: a JSON list of words
    name TEXT NOT NULL, -- what its owner calls it
    created BIGINT NOT NULL, -- when it was made
    last_used BIGINT -- NULL: never
);
CREATE INDEX passkeys_by_owner ON passkeys (owner, id);

-- Log-ins of which the second step is still to come, and e-mailed codes that prove a sensitive act.
CREATE TABLE factor_challenges (
    digest BLOB PRIMARY KEY, -- of the secret that its client has, or of the session whose act it is
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who gave the password
    browser BLOB, -- digest of the cookie that has to come along; NULL: the client has none
    expires BIGINT NOT NULL, -- not taken any more from then on
    tries INTEGER NOT NULL, -- codes so far
    code BLOB, -- digest of the code that was e-mailed last; NULL: none was
    code_expires BIGINT, -- ten minutes after that
    code_sent BIGINT, -- when it was e-mailed
    codes_sent INTEGER NOT NULL -- how many were
);
CREATE INDEX factor_challenges_by_owner ON factor_challenges (owner, code_sent);
CREATE INDEX factor_challenges_by_expires ON factor_challenges (expires);

-- Challenges for passkeys carry their own proof of origin; what is kept is that they were used.
CREATE TABLE passkey_challenges (
    digest BLOB PRIMARY KEY, -- of the challenge
    expires BIGINT NOT NULL -- the row goes then
);
CREATE INDEX passkey_challenges_by_expires ON passkey_challenges (expires);
