-- A key is there once for each version for whose badges it was listed, or once without one.
-- name: SeenKeys :many
SELECT k.fingerprint, cast(coalesce(v.version, '') AS text) AS version, cast(coalesce(v.line, k.line) AS bigint) AS line,
    cast(coalesce(v.first_seen, k.first_seen) AS bigint) AS first_seen, cast(coalesce(v.last_seen, k.last_seen) AS bigint) AS last_seen
FROM seen_keys AS k LEFT JOIN listed_keys AS v ON v.issuer = k.issuer AND v.fingerprint = k.fingerprint
WHERE k.issuer = @issuer ORDER BY coalesce(v.first_seen, k.first_seen), k.fingerprint, coalesce(v.version, '');

-- name: NoteSeenKey :exec
INSERT INTO seen_keys (issuer, fingerprint, line, first_seen, last_seen)
VALUES (@issuer, @fingerprint, @line, @first_seen, @last_seen)
ON CONFLICT (issuer, fingerprint) DO UPDATE SET last_seen = excluded.last_seen
WHERE seen_keys.last_seen < excluded.last_seen;

-- name: NoteListedKey :exec
INSERT INTO listed_keys (issuer, version, fingerprint, line, first_seen, last_seen)
VALUES (@issuer, @version, @fingerprint, @line, @first_seen, @last_seen)
ON CONFLICT (issuer, fingerprint, version) DO UPDATE SET last_seen = excluded.last_seen
WHERE listed_keys.last_seen < excluded.last_seen;

-- name: ForgetListedKey :exec
DELETE FROM listed_keys WHERE issuer = @issuer AND version = @version AND fingerprint = @fingerprint;

-- name: ForgetUnlistedKey :exec
DELETE FROM seen_keys WHERE seen_keys.issuer = @issuer AND seen_keys.fingerprint = @fingerprint AND NOT EXISTS (
    SELECT 1 FROM listed_keys AS v WHERE v.issuer = seen_keys.issuer AND v.fingerprint = seen_keys.fingerprint
);

-- name: ForgetSeenKeysBefore :exec
DELETE FROM seen_keys WHERE issuer IN (
    SELECT k.issuer FROM seen_keys AS k GROUP BY k.issuer HAVING max(k.last_seen) < cast(@before AS bigint)
);

-- name: CountSeenKeys :one
SELECT count(*) FROM seen_keys;

-- Whoever was heard of over the longest time stays: that cannot be had by asking often.
-- name: ForgetBrieflySeenKeys :exec
DELETE FROM seen_keys WHERE issuer IN (
    SELECT s.issuer FROM (
        SELECT k.issuer, sum(count(*)) OVER (ORDER BY max(k.last_seen) - min(k.first_seen) DESC, max(k.last_seen) DESC, k.issuer) AS kept
        FROM seen_keys AS k GROUP BY k.issuer
    ) AS s WHERE s.kept > cast(@keep AS bigint)
);
