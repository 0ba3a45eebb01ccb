-- The catalogue: achievements change, their versions never do.

-- +goose Up
CREATE TABLE achievements (
    issuer_id    text   NOT NULL REFERENCES issuers (id),
    id           text   NOT NULL UNIQUE,
    version      bigint NOT NULL, -- the newest published; 0 before the first
    draft        text   NOT NULL, -- JSON; '' when there is none
    revision     bigint NOT NULL,
    created_at   bigint NOT NULL,
    updated_at   bigint NOT NULL,
    published_at bigint NOT NULL,
    archived_at  bigint NOT NULL,
    search       text   NOT NULL, -- the draft, folded
    PRIMARY KEY (issuer_id, id)
);
CREATE INDEX achievements_updated ON achievements (issuer_id, updated_at, id);

CREATE TABLE achievement_versions (
    issuer_id      text   NOT NULL,
    achievement_id text   NOT NULL,
    number         bigint NOT NULL,
    content        text   NOT NULL, -- JSON
    published_at   bigint NOT NULL,
    name           text   NOT NULL, -- of the content, for searching awards
    sort_key       bytea  NOT NULL,
    search         text   NOT NULL,
    PRIMARY KEY (issuer_id, achievement_id, number),
    FOREIGN KEY (issuer_id, achievement_id) REFERENCES achievements (issuer_id, id)
);
