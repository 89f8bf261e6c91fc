-- Lists of very many pictures: what they count and sum up is read from an index, not from the rows themselves, which are long.
CREATE INDEX images_by_app ON images (app, id);
CREATE INDEX images_by_bytes ON images (owner, bytes);
