-- name: SeenKeys :many
SELECT * FROM seen_keys WHERE issuer = @issuer ORDER BY first_seen, fingerprint;

-- name: NoteSeenKey :exec
INSERT INTO seen_keys (issuer, fingerprint, line, first_seen, last_seen)
VALUES (@issuer, @fingerprint, @line, @seen, @seen)
ON CONFLICT (issuer, fingerprint) DO UPDATE SET last_seen = excluded.last_seen
WHERE seen_keys.last_seen < excluded.last_seen;

-- name: ForgetSeenKeys :exec
DELETE FROM seen_keys WHERE issuer IN (
    SELECT k.issuer FROM seen_keys AS k GROUP BY k.issuer HAVING max(k.last_seen) < cast(@before AS bigint)
);

-- name: OldestSeenKeyToKeep :one
SELECT last_seen FROM seen_keys ORDER BY last_seen DESC LIMIT 1 OFFSET cast(@keep AS bigint);
