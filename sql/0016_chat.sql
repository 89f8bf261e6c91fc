-- Rooms, what was said in them, and the answers. Points in time are milliseconds since 1970.
CREATE TABLE categories (
    id TEXT PRIMARY KEY, -- UUID version 7
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose room it is
    name TEXT NOT NULL, -- as its owner calls it, or the first words said in it
    is_named INTEGER NOT NULL, -- 0: the next message names it
    preset TEXT NOT NULL, -- what the room is for: general, summarize, ...
    instructions TEXT NOT NULL, -- its owner's own, or empty
    model TEXT NOT NULL, -- id of the model that answers, or empty: the default
    created BIGINT NOT NULL, -- when it was made
    updated BIGINT NOT NULL, -- the last change of any column
    activity TEXT NOT NULL -- UUID version 7 made when something was last said: sorts rooms by that
);
CREATE INDEX categories_by_owner ON categories (owner, id);
CREATE INDEX categories_by_activity ON categories (owner, activity);

-- A turn: what a person said, and the answer. What both read stands in its versions.
CREATE TABLE messages (
    id TEXT PRIMARY KEY, -- UUID version 7; larger than those of all turns before it
    category TEXT NOT NULL REFERENCES categories (id) ON DELETE CASCADE, -- the room
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose room it is
    parent TEXT, -- id of the version that it follows, at most one turn each; NULL: it is the first. No reference, since tables of a long room would be dropped row within row
    shown_version TEXT, -- id of the version that is shown; no reference: versions come after their turn
    shown INTEGER NOT NULL, -- 1: it lies on the way that the room shows
    created BIGINT NOT NULL -- when it was said first
);
CREATE INDEX messages_by_category ON messages (category, shown, id);
CREATE INDEX messages_by_parent ON messages (parent);
CREATE INDEX messages_by_owner ON messages (owner, id);

-- What was said in a turn and the answer to it; each edit and each answer anew adds one.
CREATE TABLE message_versions (
    id TEXT PRIMARY KEY, -- UUID version 7
    message TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE, -- the turn
    number BIGINT NOT NULL, -- from 1 in each turn
    status TEXT NOT NULL, -- streaming, complete, stopped or failed
    model TEXT NOT NULL, -- id of the model that answers, or empty: not known yet
    finish TEXT, -- stop, length, filter or cut; NULL: not finished
    error_code TEXT, -- why it failed, as in problem documents
    error_text TEXT, -- the sentence for its owner
    prompt_tokens BIGINT NOT NULL, -- of all that was read for the answer
    completion_tokens BIGINT NOT NULL, -- of the answer
    is_estimate INTEGER NOT NULL, -- 1: these numbers are estimates
    dropped BIGINT NOT NULL, -- how many turns before it the model could not be shown
    created BIGINT NOT NULL, -- when it was asked
    started BIGINT, -- when the first piece of the answer came
    ended BIGINT, -- when the answer ended
    text TEXT NOT NULL, -- what the person said
    tools TEXT NOT NULL, -- JSON array of {id,name,input,output,failed,round,at}: what tools were asked; `at`: bytes of the answer before it
    reasoning TEXT NOT NULL, -- what the model thought first
    answer TEXT NOT NULL -- as Markdown
);
CREATE UNIQUE INDEX message_versions_by_message ON message_versions (message, number);
CREATE INDEX message_versions_streaming ON message_versions (status, id) WHERE status = 'streaming';

-- What came of an answer since its row was last whole.
CREATE TABLE answer_pieces (
    version TEXT NOT NULL REFERENCES message_versions (id) ON DELETE CASCADE, -- whose it is
    number BIGINT NOT NULL, -- in the order in which they came
    kind TEXT NOT NULL, -- answer or reasoning
    text TEXT NOT NULL, -- to be put behind what is there
    PRIMARY KEY (version, number)
);

-- Pictures that were said along.
CREATE TABLE message_attachments (
    version TEXT NOT NULL REFERENCES message_versions (id) ON DELETE CASCADE, -- with what
    position BIGINT NOT NULL, -- from 0
    app TEXT NOT NULL, -- ocr, animals or road-signs
    record TEXT NOT NULL, -- id there; no reference: it may be deleted
    PRIMARY KEY (version, position)
);
