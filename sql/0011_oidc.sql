-- Accounts at identity providers that open an account here.
CREATE TABLE oidc_links (
    id TEXT PRIMARY KEY, -- UUID version 7
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose account here it opens
    issuer TEXT NOT NULL, -- the provider, as its ID tokens name it
    subject TEXT NOT NULL, -- the account there, as the provider names it
    email TEXT NOT NULL, -- what the provider said last, or empty
    created BIGINT NOT NULL, -- milliseconds since 1970, as all times
    last_used BIGINT NOT NULL, -- when it last logged in
    UNIQUE (issuer, subject),
    UNIQUE (owner, issuer)
);
