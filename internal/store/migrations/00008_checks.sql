-- Reports on badges that visitors asked to be kept.

-- +goose Up

-- A report, without the badge it is on.
CREATE TABLE kept_reports (
    id      text   NOT NULL PRIMARY KEY,
    digest  bytea  NOT NULL UNIQUE, -- of what was offered to the visitor
    secret  bytea  NOT NULL UNIQUE, -- digest of the secret that deletes it
    report  bytea  NOT NULL,        -- gzip of JSON
    made_at bigint NOT NULL,
    ends_at bigint NOT NULL
);
CREATE INDEX kept_reports_end ON kept_reports (ends_at);
