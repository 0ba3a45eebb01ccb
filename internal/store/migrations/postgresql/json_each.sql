-- Gives PostgreSQL the json_each of SQLite, as far as queries use it: one row
-- for each element of a JSON array of texts. PostgreSQL's own json_each takes
-- json rather than text, so the two do not meet.
CREATE FUNCTION json_each(document text) RETURNS TABLE (key text, value text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (e.n - 1)::text, e.element
    FROM jsonb_array_elements_text(document::jsonb) WITH ORDINALITY AS e (element, n)
$$;
