-- Who answers: model endpoints that staff set up, and what each account has had answered.
CREATE TABLE model_endpoints (
    id TEXT PRIMARY KEY, -- UUID version 7; all zeros: no endpoint, but what the one of the configuration listed last
    name TEXT NOT NULL, -- what people read, and what stands before a model's name where two have the same
    name_key TEXT NOT NULL UNIQUE, -- the name in small letters
    base_url TEXT NOT NULL, -- what "/chat/completions" and "/models" are put behind
    api_key BLOB, -- sealed with a key that is not in the database; NULL: it takes none
    enabled INTEGER NOT NULL, -- 1 or 0
    models TEXT NOT NULL, -- JSON array of the names that it answers with here; empty: all that it lists
    default_model TEXT NOT NULL, -- the one of them that is taken where nobody names one; may be empty
    model_settings TEXT NOT NULL, -- JSON {"model": {"context_tokens", "sees", "tools"}}: what staff know better than the endpoint says
    listed TEXT NOT NULL, -- JSON array of the models that it listed last, in the shape of the program
    created BIGINT NOT NULL, -- milliseconds since 1970
    updated BIGINT NOT NULL -- milliseconds since 1970
);

-- How much was answered for an account on a day, for quotas and figures.
CREATE TABLE provider_usage (
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose it is
    day BIGINT NOT NULL, -- days since 1970, in UTC
    answers BIGINT NOT NULL, -- ended answers, and parts of them between tools
    prompt_tokens BIGINT NOT NULL, -- read by models
    completion_tokens BIGINT NOT NULL, -- written by models
    PRIMARY KEY (owner, day)
);
