-- What people can search: the texts of messages, of pictures and of what follows them, with the words in them, whoever wrote
-- these. Each database has its own way to find words; this is SQLite's, with triggers that keep the index true.
CREATE TABLE search_entries (
    number INTEGER PRIMARY KEY, -- made of the id, so that a larger one is newer
    id TEXT NOT NULL UNIQUE, -- UUID version 7 of what is found
    kind TEXT NOT NULL, -- what that is: message, ocr, animals, road-signs
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who alone can find it
    parent TEXT, -- id of what it lies in, such as a room; NULL: in nothing
    scope TEXT NOT NULL, -- owner, kind and parent once more, as words of the index
    title_words TEXT, -- the title as the index has it; NULL: as it stands
    words TEXT, -- likewise the text
    title TEXT NOT NULL, -- what it is called, or empty
    text TEXT NOT NULL -- what it says
);
CREATE INDEX search_entries_by_owner ON search_entries (owner);
CREATE INDEX search_entries_by_parent ON search_entries (parent);

CREATE VIEW search_texts AS
    SELECT number, scope, COALESCE(title_words, title) AS title, COALESCE(words, text) AS words FROM search_entries;

-- Beginnings of up to three letters have lists of their own: else the first letter of a word would read all words with it.
CREATE VIRTUAL TABLE search_words USING fts5(
    scope, title, words,
    content = 'search_texts', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', columnsize = 0
);

CREATE VIEW search_found AS SELECT rowid AS number, search_words AS found FROM search_words;

CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
    INSERT INTO search_words (rowid, scope, title, words)
    VALUES (NEW.number, NEW.scope, COALESCE(NEW.title_words, NEW.title), COALESCE(NEW.words, NEW.text));
END;

-- The index forgets a row only when it is told what stood in it. An account that is deleted takes its rows along this way.
CREATE TRIGGER search_entries_dropped AFTER DELETE ON search_entries BEGIN
    INSERT INTO search_words (search_words, rowid, scope, title, words)
    VALUES ('delete', OLD.number, OLD.scope, COALESCE(OLD.title_words, OLD.title), COALESCE(OLD.words, OLD.text));
END;

-- What was dropped lies in the index until its parts are merged. Of an account that is deleted nothing is to be left: then they are at once.
CREATE TRIGGER search_owner_dropped AFTER DELETE ON users BEGIN
    INSERT INTO search_words (search_words) VALUES ('optimize');
END;
