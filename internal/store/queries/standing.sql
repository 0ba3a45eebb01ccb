-- name: SetStanding :execrows
UPDATE issuers SET standing = @standing, standing_at = @standing_at, standing_reason = @standing_reason
WHERE id = @id AND standing = @before;

-- name: ReviewedIssuers :many
SELECT i.*
FROM issuers AS i
WHERE (cast(@standing AS text) = '' OR i.standing = @standing)
  AND (i.created_at, i.id) < (cast(@after_time AS bigint), cast(@after_id AS text))
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE i.search NOT LIKE word.value ESCAPE '\'
    AND NOT EXISTS (SELECT 1 FROM staff AS s JOIN accounts AS a ON a.id = s.account_id WHERE s.issuer_id = i.id AND s.role = 'owner'
      AND (lower(a.name) LIKE word.value ESCAPE '\' OR lower(a.email) LIKE word.value ESCAPE '\'))))
ORDER BY i.created_at DESC, i.id DESC
LIMIT cast(@size AS bigint);

-- name: CountReviewedIssuers :one
SELECT count(*)
FROM issuers AS i
WHERE (cast(@standing AS text) = '' OR i.standing = @standing)
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE i.search NOT LIKE word.value ESCAPE '\'
    AND NOT EXISTS (SELECT 1 FROM staff AS s JOIN accounts AS a ON a.id = s.account_id WHERE s.issuer_id = i.id AND s.role = 'owner'
      AND (lower(a.name) LIKE word.value ESCAPE '\' OR lower(a.email) LIKE word.value ESCAPE '\'))));

-- name: OwnersOf :many
SELECT a.name, a.email FROM staff AS s JOIN accounts AS a ON a.id = s.account_id
WHERE s.issuer_id = @issuer_id AND s.role = 'owner' ORDER BY s.created_at, a.id LIMIT 5;

-- name: CountAwardsOfIssuer :one
SELECT count(*) FROM awards WHERE issuer_id = @issuer_id;

-- name: IssuersLike :many
SELECT * FROM issuers WHERE skeleton = @skeleton AND id <> @id ORDER BY created_at, id LIMIT 5;

-- name: IssuersWithoutSkeleton :many
SELECT id, name FROM issuers WHERE skeleton = '' LIMIT 500;

-- name: SetSkeleton :exec
UPDATE issuers SET skeleton = @skeleton WHERE id = @id;
