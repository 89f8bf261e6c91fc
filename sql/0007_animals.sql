-- What the naming of animals answered by itself; the picture's own row shows what its owner's corrections make of that.
CREATE TABLE animal_answers (
    image TEXT PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE, -- the picture
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- its owner
    space TEXT NOT NULL, -- version of the model, and the classifier if one answered: within one, embeddings compare
    label TEXT NOT NULL, -- the best class
    name TEXT NOT NULL, -- what people call it
    confidence DOUBLE PRECISION NOT NULL, -- 0 to 1
    result TEXT NOT NULL, -- JSON as the contract has it
    corrected_by TEXT, -- the picture whose correction holds for this one; NULL: none
    similarity DOUBLE PRECISION, -- of the two, as a cosine
    embedding BLOB -- 32-bit floats, of length 1; NULL: the model gives none
);
CREATE INDEX animal_answers_by_owner ON animal_answers (owner, space, image);
CREATE INDEX animal_answers_by_corrected ON animal_answers (corrected_by);

-- "No, this is a ...": what people say of their pictures. It holds for pictures that are like them, too.
CREATE TABLE animal_corrections (
    image TEXT PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE, -- the picture that it was said of
    id TEXT NOT NULL UNIQUE, -- UUID version 7: newest first is by id
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who said it
    label TEXT NOT NULL, -- of a class, or empty where the words are their own
    name TEXT NOT NULL, -- what it is
    created BIGINT NOT NULL -- milliseconds since 1970
);
CREATE INDEX animal_corrections_by_owner ON animal_corrections (owner, id);

-- Classifiers that people make of pictures of their own.
CREATE TABLE animal_classifiers (
    id TEXT PRIMARY KEY, -- UUID version 7
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose it is
    name TEXT NOT NULL, -- as its owner calls it
    revision INTEGER NOT NULL, -- counts what changed in classes and examples
    fitting INTEGER, -- the revision that a worker is learning now; NULL: none
    fitting_classes TEXT, -- JSON list of the classes that take part in that
    fitted INTEGER NOT NULL, -- the revision that was learned last, well or not
    accuracy DOUBLE PRECISION, -- of what was learned, by cross-validation
    error TEXT, -- why the last learning failed; NULL: it did not
    space TEXT, -- version of the model whose embeddings the weights are for
    classes TEXT, -- JSON list of the classes in the order of the weights
    created BIGINT NOT NULL, -- milliseconds since 1970
    updated BIGINT NOT NULL, -- the last change of any column
    weights BLOB, -- 32-bit floats, one row a class; NULL: nothing was learned yet
    UNIQUE (owner, name)
);
CREATE INDEX animal_classifiers_by_owner ON animal_classifiers (owner, id);

CREATE TABLE animal_classes (
    classifier TEXT NOT NULL REFERENCES animal_classifiers (id) ON DELETE CASCADE, -- whose class it is
    name TEXT NOT NULL, -- as its owner calls it
    position INTEGER NOT NULL, -- from 0, in the order that it was given
    PRIMARY KEY (classifier, name)
);

-- Pictures that show what a class looks like.
CREATE TABLE animal_examples (
    id TEXT PRIMARY KEY, -- UUID version 7
    classifier TEXT NOT NULL REFERENCES animal_classifiers (id) ON DELETE CASCADE, -- whose example it is
    class TEXT NOT NULL, -- name of the class
    blob TEXT NOT NULL, -- name of the picture as it was uploaded
    bytes BIGINT NOT NULL, -- size of the upload
    type TEXT NOT NULL, -- media type, by the file's first bytes
    status TEXT NOT NULL, -- queued, done, failed
    error_code TEXT, -- where it failed
    error_detail TEXT, -- the sentence for its owner
    thumbnail TEXT, -- name of a small JPEG
    space TEXT, -- version of the model that made the embedding
    created BIGINT NOT NULL, -- milliseconds since 1970
    embedding BLOB -- 32-bit floats, of length 1; NULL: not made yet
);
CREATE INDEX animal_examples_by_classifier ON animal_examples (classifier, id);
CREATE INDEX animal_examples_by_blob ON animal_examples (blob);
CREATE INDEX animal_examples_by_thumbnail ON animal_examples (thumbnail);
