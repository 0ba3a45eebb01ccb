-- name: Domain :one
SELECT * FROM domains WHERE issuer_id = @issuer_id;

-- name: ProvedDomains :many
SELECT host, issuer_id FROM domains WHERE proved_at > 0 AND (trouble <> @silent OR seen_at >= @since);

-- name: DueDomains :many
SELECT * FROM domains WHERE proved_at > 0 AND (checked_at < @before OR trouble = @silent AND seen_at < @since)
ORDER BY checked_at, issuer_id LIMIT cast(@size AS bigint);

-- name: ClaimDomain :exec
INSERT INTO domains (issuer_id, host, token, claimed_at) VALUES (@issuer_id, @host, @token, @claimed_at)
ON CONFLICT (issuer_id) DO UPDATE SET
    host = excluded.host, token = excluded.token, claimed_at = excluded.claimed_at,
    proved_at = 0, checked_at = 0, seen_at = 0, trouble = '';

-- name: CheckedDomain :execrows
UPDATE domains SET proved_at = @proved_at, checked_at = @checked_at, seen_at = @seen_at, trouble = @trouble
WHERE issuer_id = @issuer_id AND token = @token AND checked_at = @was_checked_at;

-- name: ReleaseDomain :execrows
DELETE FROM domains WHERE issuer_id = @issuer_id;
