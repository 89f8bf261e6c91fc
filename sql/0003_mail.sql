-- E-mail on its way out, and for a while what became of it.
CREATE TABLE mail_outbox (
    id TEXT PRIMARY KEY, -- UUID version 7: newest first is by id
    recipient TEXT NOT NULL, -- address
    subject TEXT NOT NULL, -- not encoded
    text_body TEXT NOT NULL, -- empty once sent, as it holds codes and links
    html_body TEXT NOT NULL, -- likewise
    created BIGINT NOT NULL, -- milliseconds since 1970
    state TEXT NOT NULL, -- waiting, kept (no mail server is set), sent, failed
    next_try BIGINT NOT NULL, -- not to be sent sooner
    tries INTEGER NOT NULL, -- so far
    sent BIGINT, -- when the mail server took it
    error TEXT NOT NULL -- of the last try, or empty
);
CREATE INDEX mail_outbox_by_state ON mail_outbox (state, next_try);
CREATE INDEX mail_outbox_by_created ON mail_outbox (created);
