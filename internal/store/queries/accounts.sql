-- name: AddAccount :exec
INSERT INTO accounts (id, email, email_key, name, password, admin, verified_at, created_at, disabled_at)
VALUES (@id, @email, @email_key, @name, @password, @admin, @verified_at, @created_at, @disabled_at);

-- name: AccountByEmail :one
SELECT * FROM accounts WHERE email_key = @email_key;

-- name: AccountByID :one
SELECT * FROM accounts WHERE id = @id;

-- name: CountAdmins :one
SELECT count(*) FROM accounts WHERE admin AND disabled_at = 0;

-- name: SetPassword :execrows
UPDATE accounts SET password = @password WHERE id = @id;

-- name: AddRegistration :exec
INSERT INTO registrations (id, email, email_key, name, password, ip, created_at, expires_at)
VALUES (@id, @email, @email_key, @name, @password, @ip, @created_at, @expires_at);

-- name: Registration :one
SELECT * FROM registrations WHERE id = @id;

-- name: ForgetRegistrations :exec
DELETE FROM registrations WHERE email_key = @email_key;

-- name: ForgetRegistrationSecrets :exec
DELETE FROM secrets
WHERE kind = @kind AND subject IN (SELECT r.id FROM registrations AS r WHERE r.email_key = @email_key);

-- name: AddSecret :exec
INSERT INTO secrets (kind, hash, subject, created_at, expires_at)
VALUES (@kind, @hash, @subject, @created_at, @expires_at);

-- name: Secret :one
SELECT * FROM secrets WHERE kind = @kind AND hash = @hash;

-- name: UseSecret :execrows
DELETE FROM secrets WHERE kind = @kind AND hash = @hash AND subject = @subject AND expires_at > @now;

-- name: ForgetSecrets :exec
DELETE FROM secrets WHERE kind = @kind;

-- name: ForgetSecretsOf :exec
DELETE FROM secrets WHERE kind = @kind AND subject = @subject;

-- name: LockLimit :one
INSERT INTO limits (key, full_at) VALUES (@key, 0)
ON CONFLICT (key) DO UPDATE SET key = excluded.key
RETURNING full_at;

-- name: KeepLimit :exec
UPDATE limits SET full_at = @full_at WHERE key = @key;

-- name: ForgetLimit :exec
DELETE FROM limits WHERE key = @key;

-- name: ForgetExpiredSecrets :exec
DELETE FROM secrets WHERE expires_at <= @now;

-- name: ForgetExpiredRegistrations :exec
DELETE FROM registrations WHERE expires_at <= @now;

-- name: ForgetExpiredLimits :exec
DELETE FROM limits WHERE full_at <= @now;

-- name: ForgetExpiredSessions :exec
DELETE FROM sessions WHERE expires_at < @before OR (ended_at > 0 AND ended_at < @before);

-- name: Setting :one
SELECT value FROM settings WHERE name = @name;

-- name: AddSetting :execrows
INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING;
