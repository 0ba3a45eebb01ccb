-- name: KeepReport :exec
INSERT INTO kept_reports (id, digest, secret, report, made_at, ends_at)
VALUES (@id, @digest, @secret, @report, @made_at, @ends_at);

-- name: KeptReport :one
SELECT * FROM kept_reports WHERE id = @id AND ends_at > @now;

-- name: DeleteKeptReport :execrows
DELETE FROM kept_reports WHERE secret = @secret;

-- name: ForgetReportsBefore :exec
DELETE FROM kept_reports WHERE ends_at <= @before;
