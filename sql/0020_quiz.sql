-- What people practise with the skill "quiz": words, each with when it should be asked again, and the quiz that is going on.
CREATE TABLE quiz_words (
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who practises it
    word TEXT NOT NULL, -- base form, as the dictionary writes it
    part_of_speech TEXT NOT NULL, -- noun, verb, adjective, adverb
    repetitions INTEGER NOT NULL, -- right answers since the last wrong one
    ease INTEGER NOT NULL, -- by how much the interval grows, in thousandths
    interval_days INTEGER NOT NULL, -- between the last answer and the next question; 0 after a wrong one
    due BIGINT NOT NULL, -- when it should be asked again, in milliseconds since 1970
    asked INTEGER NOT NULL, -- how often it was answered
    correct INTEGER NOT NULL, -- how often of these rightly
    created BIGINT NOT NULL, -- when it was asked first
    answered BIGINT NOT NULL, -- when it was answered last
    PRIMARY KEY (owner, word, part_of_speech)
);
CREATE INDEX quiz_words_by_due ON quiz_words (owner, due);

CREATE TABLE quizzes (
    owner TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, -- whose last quiz it is
    is_running INTEGER NOT NULL, -- 1: a question waits for its answer
    level TEXT NOT NULL, -- easy, medium, hard
    form TEXT NOT NULL, -- meaning, gap, spell, mixed
    wanted INTEGER NOT NULL, -- how many questions were asked for
    words TEXT NOT NULL, -- JSON: the words of its questions, in their order
    number INTEGER NOT NULL, -- of the question that waits, counted from 1
    answered INTEGER NOT NULL, -- how many have been answered
    correct INTEGER NOT NULL, -- how many of them rightly
    seed BIGINT NOT NULL, -- decides on questions and the order of their choices
    question TEXT NOT NULL, -- JSON: the question that waits, with its answer
    started BIGINT NOT NULL, -- milliseconds since 1970
    updated BIGINT NOT NULL -- likewise
);
