-- name: AddIssuer :exec
INSERT INTO issuers (id, name, description, url, email, image_key, image_type, image_alt, revision, created_at, updated_at, archived_at, sort_key, search, standing, standing_at, skeleton)
VALUES (@id, @name, @description, @url, @email, @image_key, @image_type, @image_alt, @revision, @created_at, @updated_at, @archived_at, @sort_key, @search, @standing, @standing_at, @skeleton);

-- name: UpdateIssuer :execrows
UPDATE issuers
SET name = @name, description = @description, url = @url, email = @email,
    image_key = @image_key, image_type = @image_type, image_alt = @image_alt,
    revision = @revision, updated_at = @updated_at, archived_at = @archived_at,
    sort_key = @sort_key, search = @search, skeleton = @skeleton,
    standing = CASE WHEN cast(@demote AS boolean) AND standing = 'reviewed' THEN 'unreviewed' ELSE standing END,
    standing_at = CASE WHEN cast(@demote AS boolean) AND standing = 'reviewed' THEN @updated_at ELSE standing_at END
WHERE id = @id AND revision = @before;

-- name: CountIssuer :one
SELECT count(*) FROM issuers WHERE id = @id;

-- name: Issuer :one
SELECT * FROM issuers WHERE id = @id;

-- name: IssuersOf :many
SELECT i.*
FROM staff AS s JOIN issuers AS i ON i.id = s.issuer_id
WHERE s.account_id = @account_id
  AND (i.created_at, i.id) < (cast(@after_time AS bigint), cast(@after_id AS text))
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE i.search NOT LIKE word.value ESCAPE '\'))
ORDER BY i.created_at DESC, i.id DESC
LIMIT cast(@size AS bigint);

-- name: CountIssuersOf :one
SELECT count(*)
FROM staff AS s JOIN issuers AS i ON i.id = s.issuer_id
WHERE s.account_id = @account_id
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE i.search NOT LIKE word.value ESCAPE '\'));

-- name: PublicIssuers :many
SELECT *
FROM issuers AS i
WHERE i.archived_at = 0 AND i.standing <> 'held'
  AND i.sort_key >= @after_key AND (i.sort_key > @after_key OR i.id > @after_id)
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE i.search NOT LIKE word.value ESCAPE '\'))
ORDER BY i.sort_key, i.id
LIMIT cast(@size AS bigint);

-- name: CountPublicIssuers :one
SELECT count(*)
FROM issuers AS i
WHERE i.archived_at = 0 AND i.standing <> 'held'
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE i.search NOT LIKE word.value ESCAPE '\'));

-- name: AddStaff :exec
INSERT INTO staff (issuer_id, account_id, role, created_at) VALUES (@issuer_id, @account_id, @role, @created_at);

-- name: RoleOf :one
SELECT role FROM staff WHERE issuer_id = @issuer_id AND account_id = @account_id;

-- name: AddKey :exec
INSERT INTO signing_keys (issuer_id, id, purpose, kind, state, public_key, private_key, created_at, retired_at)
VALUES (@issuer_id, @id, @purpose, @kind, @state, @public_key, @private_key, @created_at, @retired_at);

-- name: IssuerKeys :many
SELECT * FROM signing_keys WHERE issuer_id = @issuer_id ORDER BY created_at, id;

-- name: PublicKeys :many
SELECT issuer_id, id, purpose, kind, state, public_key, created_at, retired_at
FROM signing_keys
WHERE state <> @unlisted
ORDER BY issuer_id, created_at, id;

-- name: CountKey :one
SELECT count(*) FROM signing_keys WHERE issuer_id = @issuer_id AND id = @id;

-- name: ChangeKey :execrows
UPDATE signing_keys
SET state = @after, retired_at = CASE WHEN retired_at = 0 THEN cast(@retired_at AS bigint) ELSE retired_at END
WHERE issuer_id = @issuer_id AND id = @id AND state = @before;

-- name: HoldKey :execrows
UPDATE signing_keys SET state = state WHERE issuer_id = @issuer_id AND id = @id AND state = @active;

-- name: RememberOnce :execrows
INSERT INTO idempotency_keys (account_id, operation, key, request, object, created_at)
VALUES (@account_id, @operation, @key, @request, @object, @created_at)
ON CONFLICT (account_id, operation, key) DO NOTHING;

-- name: Once :one
SELECT object, request FROM idempotency_keys
WHERE account_id = @account_id AND operation = @operation AND key = @key;
