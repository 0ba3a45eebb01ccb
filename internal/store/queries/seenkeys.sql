-- name: SeenKeys :many
SELECT * FROM seen_keys WHERE issuer = @issuer ORDER BY first_seen, fingerprint, version;

-- name: NoteSeenKey :exec
INSERT INTO seen_keys (issuer, version, fingerprint, line, first_seen, last_seen)
VALUES (@issuer, @version, @fingerprint, @line, @seen, @seen)
ON CONFLICT (issuer, version, fingerprint) DO UPDATE SET last_seen = excluded.last_seen
WHERE seen_keys.last_seen < excluded.last_seen;

-- name: ForgetSeenKey :exec
DELETE FROM seen_keys WHERE issuer = @issuer AND version = @version AND fingerprint = @fingerprint;

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
