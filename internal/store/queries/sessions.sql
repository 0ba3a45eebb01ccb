-- name: AddSession :exec
INSERT INTO sessions (account_id, id, hash, created_at, seen_at, expires_at, ended_at, user_agent, ip, prefix)
VALUES (@account_id, @id, @hash, @created_at, @seen_at, @expires_at, 0, @user_agent, @ip, @prefix);

-- name: SessionByHash :one
SELECT sqlc.embed(s), sqlc.embed(a)
FROM sessions AS s JOIN accounts AS a ON a.id = s.account_id
WHERE s.hash = @hash AND s.ended_at = 0;

-- name: SessionsOf :many
SELECT * FROM sessions
WHERE account_id = @account_id AND ended_at = 0 AND expires_at > @now
ORDER BY seen_at DESC, id;

-- name: EndSessions :execrows
UPDATE sessions SET ended_at = @at
WHERE account_id = @account_id AND ended_at = 0
  AND (cast(@only_id AS text) = '' OR id = @only_id)
  AND (cast(@except_id AS text) = '' OR id <> @except_id);

-- name: TouchSession :exec
UPDATE sessions SET seen_at = @at WHERE id = @id AND seen_at < @at;

-- name: CountSessionsFrom :one
SELECT count(*) FROM sessions
WHERE account_id = @account_id AND prefix = @prefix AND created_at > @since;

-- name: AddToken :exec
INSERT INTO tokens (account_id, id, hash, name, prefix, scopes, created_at, last_used_at, expires_at, revoked_at)
VALUES (@account_id, @id, @hash, @name, @prefix, @scopes, @created_at, @last_used_at, @expires_at, 0);

-- name: TokenByHash :one
SELECT sqlc.embed(t), sqlc.embed(a)
FROM tokens AS t JOIN accounts AS a ON a.id = t.account_id
WHERE t.hash = @hash;

-- name: TokensOf :many
SELECT * FROM tokens
WHERE account_id = @account_id AND revoked_at = 0
ORDER BY created_at DESC, id;

-- name: RevokeToken :execrows
UPDATE tokens SET revoked_at = @at WHERE account_id = @account_id AND id = @id AND revoked_at = 0;

-- name: RevokeTokens :exec
UPDATE tokens SET revoked_at = @at WHERE account_id = @account_id AND revoked_at = 0;

-- name: TouchToken :exec
UPDATE tokens SET last_used_at = @at WHERE id = @id AND last_used_at < @at;
