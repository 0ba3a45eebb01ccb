-- name: LockAudit :one
UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash;

-- name: AddAudit :exec
INSERT INTO audit_log (seq, at, actor, action, object, issuer_id, detail, hash)
VALUES (@seq, @at, @actor, @action, @object, @issuer_id, @detail, @hash);

-- name: KeepAuditHash :exec
UPDATE audit_head SET hash = @hash WHERE id = 1;

-- name: AuditHead :one
SELECT seq, hash FROM audit_head WHERE id = 1;

-- name: AuditAfter :many
SELECT * FROM audit_log WHERE seq > @seq ORDER BY seq LIMIT cast(@size AS bigint);

-- name: KeepMessage :exec
INSERT INTO outbox_messages (id, message_id, kind, sender, recipient, to_name, subject, text_body, html_body, sent_at, search)
VALUES (@id, @message_id, @kind, @sender, @recipient, @to_name, @subject, @text_body, @html_body, @sent_at, @search)
ON CONFLICT (message_id) DO NOTHING;

-- name: KeptMessage :one
SELECT * FROM outbox_messages WHERE id = @id;

-- name: KeptMessages :many
SELECT id, message_id, kind, sender, recipient, to_name, subject, sent_at FROM outbox_messages AS m
WHERE (m.sent_at, m.id) < (cast(@after_time AS bigint), cast(@after_id AS text))
  AND (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE m.search NOT LIKE word.value ESCAPE '\'))
ORDER BY m.sent_at DESC, m.id DESC
LIMIT cast(@size AS bigint);

-- name: CountKeptMessages :one
SELECT count(*) FROM outbox_messages AS m
WHERE (cast(@words AS text) = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(cast(@words AS text)) AS word WHERE m.search NOT LIKE word.value ESCAPE '\'));
