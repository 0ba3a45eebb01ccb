-- name: AddAchievement :exec
INSERT INTO achievements (issuer_id, id, version, draft, revision, created_at, updated_at, published_at, archived_at, search)
VALUES (@issuer_id, @id, @version, @draft, @revision, @created_at, @updated_at, @published_at, @archived_at, @search);

-- name: AddVersion :exec
INSERT INTO achievement_versions (issuer_id, achievement_id, number, content, published_at, name, sort_key, search)
VALUES (@issuer_id, @achievement_id, @number, @content, @published_at, @name, @sort_key, @search);

-- name: Achievement :one
SELECT sqlc.embed(a), coalesce(v.content, '') AS current,
       (SELECT count(*) FROM awards AS w WHERE w.issuer_id = a.issuer_id AND w.achievement_id = a.id) AS awards
FROM achievements AS a
LEFT JOIN achievement_versions AS v ON v.issuer_id = a.issuer_id AND v.achievement_id = a.id AND v.number = a.version
WHERE a.id = @id;

-- name: AchievementVersion :one
SELECT sqlc.embed(v), a.archived_at
FROM achievements AS a
JOIN achievement_versions AS v ON v.issuer_id = a.issuer_id AND v.achievement_id = a.id
WHERE a.id = @id AND v.number = CASE WHEN cast(@number AS bigint) = 0 THEN a.version ELSE cast(@number AS bigint) END;

-- name: AchievementsOf :many
SELECT sqlc.embed(a), coalesce(v.content, '') AS current,
       (SELECT count(*) FROM awards AS w WHERE w.issuer_id = a.issuer_id AND w.achievement_id = a.id) AS awards
FROM achievements AS a
LEFT JOIN achievement_versions AS v ON v.issuer_id = a.issuer_id AND v.achievement_id = a.id AND v.number = a.version
WHERE a.issuer_id = @issuer_id
  AND (a.updated_at, a.id) < (cast(@after_time AS bigint), cast(@after_id AS text))
  AND (a.archived_at > 0) = cast(@archived AS boolean)
  AND (NOT cast(@drafted AS boolean) OR a.draft <> '')
  AND (NOT cast(@published AS boolean) OR a.version > 0)
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE a.search || ' ' || coalesce(v.search, '') NOT LIKE word.value ESCAPE '\'))
ORDER BY a.updated_at DESC, a.id DESC
LIMIT cast(@size AS bigint);

-- name: CountAchievementsOf :one
SELECT count(*)
FROM achievements AS a
LEFT JOIN achievement_versions AS v ON v.issuer_id = a.issuer_id AND v.achievement_id = a.id AND v.number = a.version
WHERE a.issuer_id = @issuer_id
  AND (a.archived_at > 0) = cast(@archived AS boolean)
  AND (NOT cast(@drafted AS boolean) OR a.draft <> '')
  AND (NOT cast(@published AS boolean) OR a.version > 0)
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE a.search || ' ' || coalesce(v.search, '') NOT LIKE word.value ESCAPE '\'));

-- name: PublishedAchievements :many
SELECT sqlc.embed(v)
FROM achievements AS a
JOIN achievement_versions AS v ON v.issuer_id = a.issuer_id AND v.achievement_id = a.id AND v.number = a.version
WHERE a.issuer_id = @issuer_id AND a.archived_at = 0
  AND v.sort_key >= @after_key AND (v.sort_key > @after_key OR a.id > @after_id)
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE v.search NOT LIKE word.value ESCAPE '\'))
ORDER BY v.sort_key, a.id
LIMIT cast(@size AS bigint);

-- name: CountPublishedAchievements :one
SELECT count(*)
FROM achievements AS a
JOIN achievement_versions AS v ON v.issuer_id = a.issuer_id AND v.achievement_id = a.id AND v.number = a.version
WHERE a.issuer_id = @issuer_id AND a.archived_at = 0
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE v.search NOT LIKE word.value ESCAPE '\'));

-- name: CountAchievement :one
SELECT count(*) FROM achievements WHERE issuer_id = @issuer_id AND id = @id;

-- name: SaveDraft :execrows
UPDATE achievements SET draft = @draft, search = @search, revision = revision + 1, updated_at = @at
WHERE issuer_id = @issuer_id AND id = @id AND revision = @before;

-- name: PublishDraft :execrows
UPDATE achievements
SET version = @number, draft = '', search = '', revision = revision + 1, updated_at = @at, published_at = @at
WHERE issuer_id = @issuer_id AND id = @id AND revision = @before AND version = @number - 1;

-- name: ArchiveAchievement :execrows
UPDATE achievements SET archived_at = @archived_at, revision = revision + 1, updated_at = @at
WHERE issuer_id = @issuer_id AND id = @id;

-- name: IssuerImages :many
SELECT image_key FROM issuers WHERE image_key <> '' ORDER BY id;

-- name: DraftContents :many
SELECT draft FROM achievements WHERE draft <> '' ORDER BY id;

-- name: VersionContents :many
SELECT content FROM achievement_versions ORDER BY achievement_id, number;
