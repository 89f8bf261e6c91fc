-- Links by which a room can be read by whoever has them, until they expire or are taken back.
CREATE TABLE shares (
    id TEXT PRIMARY KEY, -- UUID version 7
    category TEXT NOT NULL REFERENCES categories (id) ON DELETE CASCADE, -- the room
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose room it is
    digest BLOB NOT NULL UNIQUE, -- BLAKE2b-256 of the token; the token itself is told once
    last_message TEXT NOT NULL, -- id of the last message that is shown: what is said later is not
    created BIGINT NOT NULL, -- milliseconds since 1970
    expires BIGINT NOT NULL, -- shows nothing from then on
    ended BIGINT -- when it was taken back; NULL: it was not
);
CREATE INDEX shares_by_category ON shares (category, id);
CREATE INDEX shares_by_owner ON shares (owner, id);
CREATE INDEX shares_by_expires ON shares (expires);
