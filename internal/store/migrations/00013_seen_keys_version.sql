-- Keys are listed for badges of Open Badges 2.0 in other words than for those of 3.0. An
-- issuer may list both at one address, and who looks at one does not see the other.

-- +goose Up

-- For badges of which version a key was listed: 2.0 or 3.0. Of a key that is in seen_keys
-- alone it is not known: it was noted by a program that did not ask. Such a program may
-- run beside this one while an upgrade rolls, so seen_keys stays as it is.
CREATE TABLE listed_keys (
    issuer      text   NOT NULL,
    version     text   NOT NULL,
    fingerprint text   NOT NULL,
    line        bigint NOT NULL, -- among the keys of the version
    first_seen  bigint NOT NULL,
    last_seen   bigint NOT NULL,
    PRIMARY KEY (issuer, fingerprint, version),
    FOREIGN KEY (issuer, fingerprint) REFERENCES seen_keys (issuer, fingerprint) ON DELETE CASCADE
);
