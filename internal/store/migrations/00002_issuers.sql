-- Issuers are tenants: the id of one is part of every key below them.

-- +goose Up
CREATE TABLE issuers (
    id          text   NOT NULL PRIMARY KEY,
    name        text   NOT NULL,
    description text   NOT NULL,
    url         text   NOT NULL,
    email       text   NOT NULL,
    image_key   text   NOT NULL,
    image_type  text   NOT NULL,
    image_alt   text   NOT NULL,
    revision    bigint NOT NULL,
    created_at  bigint NOT NULL,
    updated_at  bigint NOT NULL,
    archived_at bigint NOT NULL,
    sort_key    bytea  NOT NULL, -- the folded name; bytes sort alike everywhere, text does not
    search      text   NOT NULL  -- folded
);
CREATE INDEX issuers_sort_key ON issuers (sort_key, id);

CREATE TABLE staff (
    issuer_id  text   NOT NULL REFERENCES issuers (id),
    account_id text   NOT NULL REFERENCES accounts (id),
    role       text   NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (issuer_id, account_id)
);
CREATE INDEX staff_account ON staff (account_id);

CREATE TABLE signing_keys (
    issuer_id   text   NOT NULL REFERENCES issuers (id),
    id          text   NOT NULL UNIQUE,
    purpose     text   NOT NULL,
    kind        text   NOT NULL,
    state       text   NOT NULL,
    public_key  bytea  NOT NULL,
    private_key bytea  NOT NULL, -- an envelope; see package keyring
    created_at  bigint NOT NULL,
    retired_at  bigint NOT NULL,
    PRIMARY KEY (issuer_id, id)
);

-- What was done under an idempotency key.
CREATE TABLE idempotency_keys (
    account_id text   NOT NULL,
    operation  text   NOT NULL,
    key        text   NOT NULL,
    request    bytea  NOT NULL,
    object     text   NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (account_id, operation, key)
);
