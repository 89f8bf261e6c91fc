-- Pictures that people gave to one of the image applications, and what was found on them.
CREATE TABLE images (
    id TEXT PRIMARY KEY, -- UUID version 7: newest first is by id
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose it is; nobody else sees it
    app TEXT NOT NULL, -- ocr, animals, road-signs
    title TEXT NOT NULL, -- as its owner calls it, or empty
    blob TEXT NOT NULL, -- name of the picture as it was uploaded
    bytes BIGINT NOT NULL, -- size of the upload
    type TEXT NOT NULL, -- media type, by the file's first bytes
    options TEXT NOT NULL, -- of the application: for ocr the languages, such as eng+chi_sim
    width INTEGER, -- of the upright first page, once a worker has looked
    height INTEGER, -- likewise
    status TEXT NOT NULL, -- queued, running, done, failed
    label TEXT, -- what was found, for people: text, animal, names of signs
    confidence DOUBLE PRECISION, -- 0 to 1
    result TEXT, -- JSON as the contract has it
    model TEXT, -- what found it
    elapsed_ms BIGINT, -- from the worker's start on it to its answer
    error_code TEXT, -- where it failed
    error_detail TEXT, -- the sentence for its owner
    thumbnail TEXT, -- name of a small JPEG
    created BIGINT NOT NULL, -- milliseconds since 1970
    updated BIGINT NOT NULL -- the last change of any column
);
CREATE INDEX images_by_owner ON images (owner, app, id);
CREATE INDEX images_by_blob ON images (blob);
CREATE INDEX images_by_thumbnail ON images (thumbnail);

-- Pages as a browser can show them, where the upload itself is not that: other kinds of file, several
-- pages, or a page that had to be turned.
CREATE TABLE image_pages (
    image TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE, -- whose page it is
    page INTEGER NOT NULL, -- from 1
    blob TEXT NOT NULL, -- name of a JPEG, upright
    PRIMARY KEY (image, page)
);
CREATE INDEX image_pages_by_blob ON image_pages (blob);
