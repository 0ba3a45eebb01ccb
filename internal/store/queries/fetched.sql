-- name: FetchedDocument :one
SELECT * FROM fetched_documents WHERE url = @url AND accept = @accept;

-- name: KeepFetchedDocument :exec
INSERT INTO fetched_documents (url, accept, source, media_type, body, etag, last_modified, fetched_at, fresh_until)
VALUES (@url, @accept, @source, @media_type, @body, @etag, @last_modified, @fetched_at, @fresh_until)
ON CONFLICT (url, accept) DO UPDATE SET
    source = excluded.source, media_type = excluded.media_type, body = excluded.body, etag = excluded.etag,
    last_modified = excluded.last_modified, fetched_at = excluded.fetched_at, fresh_until = excluded.fresh_until
WHERE fetched_documents.fetched_at <= excluded.fetched_at;

-- name: ForgetFetchedBefore :exec
DELETE FROM fetched_documents WHERE fetched_at < @before;

-- name: OldestFetchedToKeep :one
SELECT fetched_at FROM fetched_documents ORDER BY fetched_at DESC LIMIT 1 OFFSET cast(@keep AS bigint);

-- name: NewestEdition :one
INSERT INTO status_editions (url, edition, noted_at) VALUES (@url, @edition, @noted_at)
ON CONFLICT (url) DO UPDATE SET
    edition = CASE WHEN excluded.edition > status_editions.edition THEN excluded.edition ELSE status_editions.edition END,
    noted_at = excluded.noted_at
RETURNING edition;

-- name: ForgetEditionsBefore :exec
DELETE FROM status_editions WHERE noted_at < @before;

-- name: OldestEditionToKeep :one
SELECT noted_at FROM status_editions ORDER BY noted_at DESC LIMIT 1 OFFSET cast(@keep AS bigint);
