-- An answer in a quiz may come again, where the server ended between keeping it and telling of it: then it is told as it was.
ALTER TABLE quizzes ADD COLUMN last TEXT NOT NULL DEFAULT '{}'; -- JSON: the answer before: which question it was for, and how it was

-- Pictures that programs send along with a question are kept for its answer alone.
CREATE TABLE images_passing (
    record TEXT PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE, -- the picture
    created BIGINT NOT NULL -- milliseconds since 1970; what is left of an answer that was cut off goes later
);
