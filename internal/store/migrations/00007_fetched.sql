-- What verification fetched from strangers' addresses, for all nodes.

-- +goose Up

-- An answer that may be used again, or asked about with its validators.
CREATE TABLE fetched_documents (
    url           text   NOT NULL,
    accept        text   NOT NULL,
    source        text   NOT NULL, -- where it came from after redirects
    media_type    text   NOT NULL,
    body          bytea  NOT NULL,
    etag          text   NOT NULL,
    last_modified text   NOT NULL,
    fetched_at    bigint NOT NULL,
    fresh_until   bigint NOT NULL,
    PRIMARY KEY (url, accept)
);
CREATE INDEX fetched_documents_age ON fetched_documents (fetched_at);

-- The newest edition of each status list that was ever seen with a good proof,
-- so that an older one cannot be passed off as new.
CREATE TABLE status_editions (
    url      text   NOT NULL PRIMARY KEY,
    edition  bigint NOT NULL,
    noted_at bigint NOT NULL
);
CREATE INDEX status_editions_age ON status_editions (noted_at);
