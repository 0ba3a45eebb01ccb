-- Which keys issuers of other sites have been seen with.

-- +goose Up

-- A key that an issuer's own document listed. Line counts how often all keys of the
-- issuer were others than before: keys that were ever listed together are of one
-- line.
CREATE TABLE seen_keys (
    issuer      text   NOT NULL,
    fingerprint text   NOT NULL, -- SHA-256 of the public key, in hexadecimal
    line        bigint NOT NULL,
    first_seen  bigint NOT NULL,
    last_seen   bigint NOT NULL,
    PRIMARY KEY (issuer, fingerprint)
);
CREATE INDEX seen_keys_last ON seen_keys (last_seen);
