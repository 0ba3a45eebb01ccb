-- Which key signed what, and which name a recipient has with an issuer.

-- +goose Up

-- The ids of the keys that signed an award: as JSON, and as a token. They are
-- empty where they were not written down yet.
ALTER TABLE awards ADD COLUMN proof_key text NOT NULL DEFAULT '';
ALTER TABLE awards ADD COLUMN token_key text NOT NULL DEFAULT '';

-- An award that was made again because a key was withdrawn, and the new one.
ALTER TABLE awards ADD COLUMN replaces text NOT NULL DEFAULT '';
ALTER TABLE awards ADD COLUMN replaced_by text NOT NULL DEFAULT '';
CREATE INDEX awards_proof_key ON awards (issuer_id, proof_key);
CREATE INDEX awards_token_key ON awards (issuer_id, token_key);

-- The key that signed the list that is kept.
ALTER TABLE status_lists ADD COLUMN signed_key text NOT NULL DEFAULT '';

-- The name that an issuer has for a recipient, by their folded address.
CREATE TABLE recipients (
    issuer_id  text NOT NULL REFERENCES issuers (id),
    address    text NOT NULL,
    subject_id text NOT NULL,
    PRIMARY KEY (issuer_id, address)
);
