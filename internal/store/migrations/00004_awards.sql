-- Awards, and the status lists that say which were revoked.

-- +goose Up
CREATE TABLE status_lists (
    issuer_id       text   NOT NULL REFERENCES issuers (id),
    number          bigint NOT NULL, -- from 1
    taken           bigint NOT NULL, -- how many indexes are
    revision        bigint NOT NULL, -- counts revocations
    credential      bytea  NOT NULL, -- as signed; empty before the first
    signed_revision bigint NOT NULL,
    valid_from      bigint NOT NULL,
    valid_until     bigint NOT NULL,
    PRIMARY KEY (issuer_id, number)
);

-- Indexes that were taken, whether or not the award they were taken for came
-- to be. Rows are never deleted, so no index is used twice.
CREATE TABLE status_indexes (
    issuer_id text   NOT NULL,
    list      bigint NOT NULL,
    idx       bigint NOT NULL,
    PRIMARY KEY (issuer_id, list, idx),
    FOREIGN KEY (issuer_id, list) REFERENCES status_lists (issuer_id, number)
);

CREATE TABLE awards (
    issuer_id         text   NOT NULL,
    id                text   NOT NULL UNIQUE,
    achievement_id    text   NOT NULL,
    version           bigint NOT NULL,
    recipient_email   text   NOT NULL,
    recipient_name    text   NOT NULL,
    subject_id        text   NOT NULL,
    state             text   NOT NULL,
    revocation_reason text   NOT NULL,
    awarded_at        bigint NOT NULL,
    valid_from        bigint NOT NULL,
    valid_until       bigint NOT NULL,
    revoked_at        bigint NOT NULL,
    notified_at       bigint NOT NULL,
    status_list       bigint NOT NULL,
    status_index      bigint NOT NULL,
    search            text   NOT NULL, -- recipient and achievement, folded
    PRIMARY KEY (issuer_id, id),
    UNIQUE (issuer_id, status_list, status_index),
    FOREIGN KEY (issuer_id, achievement_id, version) REFERENCES achievement_versions (issuer_id, achievement_id, number),
    FOREIGN KEY (issuer_id, status_list, status_index) REFERENCES status_indexes (issuer_id, list, idx)
);
CREATE INDEX awards_awarded ON awards (issuer_id, awarded_at, id);
CREATE INDEX awards_achievement ON awards (issuer_id, achievement_id);
CREATE INDEX awards_revoked ON awards (issuer_id, state, revoked_at);

-- What was signed, byte for byte. It is apart from the award so that lists of
-- awards need not read it.
CREATE TABLE award_documents (
    issuer_id  text  NOT NULL,
    award_id   text  NOT NULL,
    credential bytea NOT NULL,
    jwt        text  NOT NULL,
    ob2        bytea NOT NULL,
    PRIMARY KEY (issuer_id, award_id),
    FOREIGN KEY (issuer_id, award_id) REFERENCES awards (issuer_id, id)
);
