-- name: VersionName :one
SELECT name FROM achievement_versions
WHERE issuer_id = @issuer_id AND achievement_id = @achievement_id AND number = @number;

-- name: AddAward :exec
INSERT INTO awards (issuer_id, id, achievement_id, version, recipient_email, recipient_name, subject_id, state, revocation_reason,
    awarded_at, valid_from, valid_until, revoked_at, notified_at, status_list, status_index, search, proof_key, token_key, replaces, replaced_by)
VALUES (@issuer_id, @id, @achievement_id, @version, @recipient_email, @recipient_name, @subject_id, @state, @revocation_reason,
    @awarded_at, @valid_from, @valid_until, @revoked_at, @notified_at, @status_list, @status_index, @search, @proof_key, @token_key, @replaces, '');

-- name: AddAwardDocuments :exec
INSERT INTO award_documents (issuer_id, award_id, credential, jwt, ob2)
VALUES (@issuer_id, @award_id, @credential, @jwt, @ob2);

-- name: Award :one
SELECT sqlc.embed(a), sqlc.embed(d)
FROM awards AS a JOIN award_documents AS d ON d.issuer_id = a.issuer_id AND d.award_id = a.id
WHERE a.id = @id;

-- name: AwardsAfter :many
SELECT sqlc.embed(a), sqlc.embed(d)
FROM awards AS a JOIN award_documents AS d ON d.issuer_id = a.issuer_id AND d.award_id = a.id
WHERE (a.issuer_id, a.id) > (cast(@issuer_id AS text), cast(@award_id AS text))
ORDER BY a.issuer_id, a.id
LIMIT cast(@size AS bigint);

-- name: SomeCredential :one
SELECT credential FROM award_documents LIMIT 1;

-- name: AwardsOf :many
SELECT a.*
FROM awards AS a
WHERE a.issuer_id = @issuer_id
  AND (a.awarded_at, a.id) < (cast(@after_time AS bigint), cast(@after_id AS text))
  AND (cast(@status AS text) = ''
    OR cast(@status AS text) = CASE
        WHEN a.state <> 'active' THEN a.state
        WHEN a.valid_until > 0 AND a.valid_until < cast(@now AS bigint) THEN 'expired'
        WHEN a.valid_from > cast(@now AS bigint) THEN 'notYet'
        ELSE 'active' END)
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE a.search NOT LIKE word.value ESCAPE '\'))
ORDER BY a.awarded_at DESC, a.id DESC
LIMIT cast(@size AS bigint);

-- name: CountAwardsOf :one
SELECT count(*)
FROM awards AS a
WHERE a.issuer_id = @issuer_id
  AND (cast(@status AS text) = ''
    OR cast(@status AS text) = CASE
        WHEN a.state <> 'active' THEN a.state
        WHEN a.valid_until > 0 AND a.valid_until < cast(@now AS bigint) THEN 'expired'
        WHEN a.valid_from > cast(@now AS bigint) THEN 'notYet'
        ELSE 'active' END)
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE a.search NOT LIKE word.value ESCAPE '\'));

-- name: LastAwarded :one
SELECT cast(coalesce(max(awarded_at), 0) AS bigint) AS last FROM awards WHERE issuer_id = @issuer_id;

-- name: CountAwardsSince :one
SELECT count(*) FROM awards WHERE issuer_id = @issuer_id AND awarded_at >= @since AND replaces = '';

-- name: CountAward :one
SELECT count(*) FROM awards WHERE issuer_id = @issuer_id AND id = @id;

-- name: RevokeAward :one
UPDATE awards SET state = @revoked, revocation_reason = @reason, revoked_at = @at
WHERE issuer_id = @issuer_id AND id = @id AND state = @before
RETURNING status_list;

-- name: ReplaceAward :execrows
UPDATE awards SET state = @revoked, revoked_at = @at, replaced_by = @replaced_by
WHERE issuer_id = @issuer_id AND id = @id AND state = @withdrawn AND replaced_by = '';

-- name: WithdrawAwards :many
UPDATE awards SET state = @withdrawn, revocation_reason = @reason, revoked_at = @at
WHERE issuer_id = @issuer_id AND (proof_key = @key OR token_key = @key) AND state = @active
RETURNING status_list;

-- name: CountAwardsSigned :one
SELECT count(*) AS signed,
    cast(coalesce(sum(CASE WHEN state = @withdrawn THEN 1 ELSE 0 END), 0) AS bigint) AS waiting,
    cast(coalesce(sum(CASE WHEN replaced_by <> '' THEN 1 ELSE 0 END), 0) AS bigint) AS replaced,
    cast(coalesce(sum(CASE WHEN state = @active THEN 1 ELSE 0 END), 0) AS bigint) AS standing
FROM awards
WHERE issuer_id = @issuer_id AND (proof_key = @key OR token_key = @key);

-- name: WithdrawnAwards :many
SELECT sqlc.embed(a), sqlc.embed(d)
FROM awards AS a JOIN award_documents AS d ON d.issuer_id = a.issuer_id AND d.award_id = a.id
WHERE a.issuer_id = @issuer_id AND (a.proof_key = @key OR a.token_key = @key) AND a.state = @withdrawn AND a.id > @after
ORDER BY a.id
LIMIT cast(@size AS bigint);

-- name: AwardsWithoutKeys :many
SELECT sqlc.embed(a), sqlc.embed(d)
FROM awards AS a JOIN award_documents AS d ON d.issuer_id = a.issuer_id AND d.award_id = a.id
WHERE a.proof_key = '' AND a.token_key = '' AND a.id > @after
ORDER BY a.id
LIMIT cast(@size AS bigint);

-- name: SetAwardKeys :exec
UPDATE awards SET proof_key = @proof_key, token_key = @token_key
WHERE issuer_id = @issuer_id AND id = @id AND proof_key = '' AND token_key = '';

-- name: WithdrawLost :many
UPDATE awards SET state = @withdrawn, revocation_reason = @reason, revoked_at = (
    SELECT max(k.retired_at) FROM signing_keys AS k
    WHERE k.issuer_id = awards.issuer_id AND k.id IN (awards.proof_key, awards.token_key) AND k.state = @compromised)
WHERE awards.issuer_id = @issuer_id AND awards.id = @id AND awards.state = @active AND EXISTS (
    SELECT 1 FROM signing_keys AS k
    WHERE k.issuer_id = awards.issuer_id AND k.id IN (awards.proof_key, awards.token_key) AND k.state = @compromised)
RETURNING status_list;

-- name: AddRecipient :exec
INSERT INTO recipients (issuer_id, address, subject_id) VALUES (@issuer_id, @address, @subject_id)
ON CONFLICT (issuer_id, address) DO NOTHING;

-- name: Recipient :one
SELECT subject_id FROM recipients WHERE issuer_id = @issuer_id AND address = @address;

-- name: MarkNotified :exec
UPDATE awards SET notified_at = @at WHERE issuer_id = @issuer_id AND id = @id AND notified_at = 0;

-- name: RevokedAwards :many
SELECT id, revocation_reason, revoked_at FROM awards
WHERE issuer_id = @issuer_id AND state <> @active
ORDER BY revoked_at, id;

-- name: OpenStatusList :exec
INSERT INTO status_lists (issuer_id, number, taken, revision, credential, signed_revision, valid_from, valid_until, signed_key)
VALUES (@issuer_id, @number, 0, 0, @credential, 0, 0, 0, '')
ON CONFLICT (issuer_id, number) DO NOTHING;

-- name: LockNewestStatusList :one
UPDATE status_lists AS s SET taken = s.taken
WHERE s.issuer_id = @issuer_id AND s.number = (SELECT max(l.number) FROM status_lists AS l WHERE l.issuer_id = @issuer_id)
RETURNING number, taken;

-- name: TakeStatusIndex :execrows
INSERT INTO status_indexes (issuer_id, list, idx) VALUES (@issuer_id, @list, @idx)
ON CONFLICT (issuer_id, list, idx) DO NOTHING;

-- name: CountStatusIndex :exec
UPDATE status_lists SET taken = taken + 1 WHERE issuer_id = @issuer_id AND number = @number;

-- name: CountRevocations :exec
UPDATE status_lists SET revision = revision + cast(@more AS bigint) WHERE issuer_id = @issuer_id AND number = @number;

-- name: StatusList :one
SELECT * FROM status_lists WHERE issuer_id = @issuer_id AND number = @number;

-- name: StatusLists :many
SELECT * FROM status_lists ORDER BY issuer_id, number;

-- name: RevokedIndexes :many
SELECT status_index FROM awards
WHERE issuer_id = @issuer_id AND status_list = @list AND state <> @active
ORDER BY status_index;

-- name: KeepStatusList :execrows
UPDATE status_lists
SET credential = @credential, signed_revision = @revision, valid_from = @valid_from, valid_until = @valid_until, signed_key = @signed_key
WHERE issuer_id = @issuer_id AND number = @number
  AND (signed_revision < @revision
    OR (signed_revision = @revision AND (valid_from < @valid_from OR (valid_from = @valid_from AND signed_key <> @signed_key))));

-- name: CountStatusList :one
SELECT count(*) FROM status_lists WHERE issuer_id = @issuer_id AND number = @number;

-- name: AwardsWithoutIndex :many
SELECT a.issuer_id, a.id
FROM awards AS a
LEFT JOIN status_indexes AS i ON i.issuer_id = a.issuer_id AND i.list = a.status_list AND i.idx = a.status_index
WHERE i.idx IS NULL
ORDER BY a.issuer_id, a.id
LIMIT 20;

-- name: IndexesTakenTwice :many
SELECT issuer_id, status_list, status_index
FROM awards
GROUP BY issuer_id, status_list, status_index
HAVING count(*) > 1
LIMIT 20;

-- name: AwardsWithoutDocuments :many
SELECT a.issuer_id, a.id
FROM awards AS a
LEFT JOIN award_documents AS d ON d.issuer_id = a.issuer_id AND d.award_id = a.id
WHERE d.award_id IS NULL
ORDER BY a.issuer_id, a.id
LIMIT 20;
