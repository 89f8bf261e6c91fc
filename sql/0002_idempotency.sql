-- Answers to writes that carried an Idempotency-Key, so that a repeat is answered as the first was. A row
-- is made before the work and completed after it; rows are dropped after a day.
CREATE TABLE idempotent_replies (
    owner TEXT NOT NULL, -- id of the user, or the address of whoever is not logged in
    idempotency_key TEXT NOT NULL, -- as the client sent it
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE, -- NULL where nobody is logged in
    request TEXT NOT NULL, -- digest of method, address and body, in base64url: a key stands for one request
    status INTEGER, -- of the answer; NULL while the request is worked on
    content_type TEXT, -- of the answer; NULL where it has no body
    body BLOB, -- of the answer
    created BIGINT NOT NULL, -- milliseconds since 1970
    PRIMARY KEY (owner, idempotency_key)
);
CREATE INDEX idempotent_replies_by_age ON idempotent_replies (created);
CREATE INDEX idempotent_replies_by_user ON idempotent_replies (user_id);
