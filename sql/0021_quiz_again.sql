-- An answer may come again, where the server ended between keeping it and telling of it: then it is told as it was.
ALTER TABLE quizzes ADD COLUMN last TEXT NOT NULL DEFAULT '{}'; -- JSON: the answer before: which question it was for, and how it was
