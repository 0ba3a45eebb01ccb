-- People who sign in, and all that lets them.
--
-- Here and in every table: a time is a bigint, microseconds since 1970 in UTC,
-- and 0 is no time; text that is not known is ''. Nothing is ever NULL.

-- +goose Up
CREATE TABLE accounts (
    id          text    NOT NULL PRIMARY KEY,
    email       text    NOT NULL,
    email_key   text    NOT NULL UNIQUE,
    name        text    NOT NULL,
    password    text    NOT NULL,
    admin       boolean NOT NULL,
    verified_at bigint  NOT NULL,
    created_at  bigint  NOT NULL,
    disabled_at bigint  NOT NULL
);

CREATE TABLE registrations (
    id         text   NOT NULL PRIMARY KEY,
    email      text   NOT NULL,
    email_key  text   NOT NULL,
    name       text   NOT NULL,
    password   text   NOT NULL,
    ip         text   NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX registrations_email_key ON registrations (email_key);

CREATE TABLE secrets (
    kind       text   NOT NULL,
    hash       bytea  NOT NULL,
    subject    text   NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (kind, hash)
);
CREATE INDEX secrets_subject ON secrets (kind, subject);

CREATE TABLE sessions (
    account_id text   NOT NULL REFERENCES accounts (id),
    id         text   NOT NULL,
    hash       bytea  NOT NULL UNIQUE,
    created_at bigint NOT NULL,
    seen_at    bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at   bigint NOT NULL,
    user_agent text   NOT NULL,
    ip         text   NOT NULL,
    prefix     text   NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX sessions_account ON sessions (account_id, prefix, created_at);

CREATE TABLE tokens (
    account_id   text   NOT NULL REFERENCES accounts (id),
    id           text   NOT NULL,
    hash         bytea  NOT NULL UNIQUE,
    name         text   NOT NULL,
    prefix       text   NOT NULL,
    scopes       text   NOT NULL,
    created_at   bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at   bigint NOT NULL,
    revoked_at   bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX tokens_account ON tokens (account_id, created_at);

-- What is left of a limit: it is full again at full_at.
CREATE TABLE limits (
    key     text   NOT NULL PRIMARY KEY,
    full_at bigint NOT NULL
);
CREATE INDEX limits_full_at ON limits (full_at);

-- Values of which there is one for the whole site.
CREATE TABLE settings (
    name  text  NOT NULL PRIMARY KEY,
    value bytea NOT NULL
);
