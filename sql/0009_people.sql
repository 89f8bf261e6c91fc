-- What people change about their accounts: a password that they forgot, the e-mail address, their picture. Points in
-- time are milliseconds since 1970. Secrets are kept only as digests.
CREATE TABLE password_resets (
    digest BLOB PRIMARY KEY, -- BLAKE2b-256 of the token in the link
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who may choose a new password with it
    expires BIGINT NOT NULL -- an hour after it was made
);
CREATE INDEX password_resets_by_owner ON password_resets (owner);
CREATE INDEX password_resets_by_expires ON password_resets (expires);

-- An address that somebody wants to have, until it is proved to be theirs.
CREATE TABLE email_changes (
    owner TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, -- one at a time
    email TEXT NOT NULL, -- the new address, in small letters
    code_digest BLOB NOT NULL, -- BLAKE2b-256 with a key that is not in the database
    code_expires BIGINT NOT NULL, -- ten minutes after it was made
    code_tries INTEGER NOT NULL, -- wrong ones so far
    link_digest BLOB NOT NULL UNIQUE, -- BLAKE2b-256 of the token in the link
    link_expires BIGINT NOT NULL -- a day after it was made
);

-- Pictures that people show of themselves. What was uploaded is looked at by a worker, which makes a small square of it.
CREATE TABLE avatars (
    owner TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, -- whose it is
    upload_id TEXT, -- UUID of the upload that is looked at, the subject of its job; NULL: none is
    upload TEXT, -- name of that upload's blob
    blob TEXT, -- name of the square JPEG; NULL: there is none yet
    error_code TEXT, -- why the last upload was refused; NULL: it was not
    error_detail TEXT, -- the sentence for its owner
    updated BIGINT NOT NULL -- the last change of any column
);
CREATE INDEX avatars_by_upload ON avatars (upload);
CREATE INDEX avatars_by_blob ON avatars (blob);
CREATE INDEX avatars_by_upload_id ON avatars (upload_id);
