-- What the operator of the site thinks of issuers.

-- +goose Up

ALTER TABLE issuers ADD COLUMN standing text NOT NULL DEFAULT 'reviewed';
ALTER TABLE issuers ADD COLUMN standing_at bigint NOT NULL DEFAULT 0;
ALTER TABLE issuers ADD COLUMN standing_reason text NOT NULL DEFAULT '';

-- The name as it looks; names that look alike have one skeleton. Empty: not made yet.
ALTER TABLE issuers ADD COLUMN skeleton text NOT NULL DEFAULT '';
CREATE INDEX issuers_skeleton ON issuers (skeleton);
CREATE INDEX issuers_standing ON issuers (standing, created_at, id);

-- Nobody has looked at issuers that no administrator owns.
UPDATE issuers SET standing = 'unreviewed' WHERE NOT EXISTS (
    SELECT 1 FROM staff AS s JOIN accounts AS a ON a.id = s.account_id
    WHERE s.issuer_id = issuers.id AND s.role = 'owner' AND a.admin
);
