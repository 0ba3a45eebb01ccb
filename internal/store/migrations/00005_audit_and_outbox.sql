-- Who did what, and the mail of a site without a mail server.

-- +goose Up

-- hash is SHA-256 over the hash before and the record, in hexadecimal.
CREATE TABLE audit_log (
    seq       bigint NOT NULL PRIMARY KEY, -- from 1, without gaps
    at        bigint NOT NULL,
    actor     text   NOT NULL,
    action    text   NOT NULL,
    object    text   NOT NULL,
    issuer_id text   NOT NULL,
    detail    text   NOT NULL,
    hash      text   NOT NULL
);
CREATE INDEX audit_log_issuer ON audit_log (issuer_id, seq);

-- The end of the log, in the one row whose id is 1. Whoever appends holds it.
CREATE TABLE audit_head (
    id   bigint NOT NULL PRIMARY KEY,
    seq  bigint NOT NULL,
    hash text   NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE outbox_messages (
    id         text   NOT NULL PRIMARY KEY,
    message_id text   NOT NULL UNIQUE,
    kind       text   NOT NULL,
    sender     text   NOT NULL,
    recipient  text   NOT NULL,
    to_name    text   NOT NULL,
    subject    text   NOT NULL,
    text_body  text   NOT NULL,
    html_body  text   NOT NULL,
    sent_at    bigint NOT NULL,
    search     text   NOT NULL
);
CREATE INDEX outbox_messages_sent ON outbox_messages (sent_at, id);
