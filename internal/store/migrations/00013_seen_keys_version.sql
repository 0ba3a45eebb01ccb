-- Keys are listed for badges of Open Badges 2.0 in other words than for those of 3.0. An
-- issuer may list both at one address, and who looks at one does not see the other.

-- +goose Up

-- Version is of Open Badges: 2.0 or 3.0. Of what was noted until now it is not known; most
-- keys are of 3.0.
CREATE TABLE seen_keys_by_version (
    issuer      text   NOT NULL,
    version     text   NOT NULL,
    fingerprint text   NOT NULL, -- SHA-256 of the public key, in hexadecimal
    line        bigint NOT NULL, -- among the keys of the version
    first_seen  bigint NOT NULL,
    last_seen   bigint NOT NULL,
    PRIMARY KEY (issuer, version, fingerprint)
);
INSERT INTO seen_keys_by_version SELECT issuer, '3.0', fingerprint, line, first_seen, last_seen FROM seen_keys;
DROP TABLE seen_keys;
ALTER TABLE seen_keys_by_version RENAME TO seen_keys;
CREATE INDEX seen_keys_last ON seen_keys (last_seen);
