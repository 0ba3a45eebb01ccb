-- Host names at which issuers are shown.

-- +goose Up

CREATE TABLE domains (
    issuer_id  text   NOT NULL PRIMARY KEY REFERENCES issuers (id),
    host       text   NOT NULL,
    token      text   NOT NULL,
    claimed_at bigint NOT NULL,
    proved_at  bigint NOT NULL DEFAULT 0, -- 0 while it is not proved
    checked_at bigint NOT NULL DEFAULT 0,
    seen_at    bigint NOT NULL DEFAULT 0,
    trouble    text   NOT NULL DEFAULT ''
);
-- A host is shown to be that of one issuer at most.
CREATE UNIQUE INDEX domains_proved ON domains (host) WHERE proved_at > 0;
CREATE INDEX domains_checked ON domains (checked_at) WHERE proved_at > 0;
