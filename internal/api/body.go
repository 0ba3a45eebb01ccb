package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json/jsontext"

	"blazon/internal/fault"
)

// checkBody reads the body of an operation that has one and refuses what is not
// exactly one JSON value: names that are there twice, text that is no UTF-8,
// anything behind the end. huma reads the same bytes afterwards.
func checkBody(ctx huma.Context) error {
	if ctx.Operation().RequestBody == nil {
		return nil
	}
	kind, _, err := mime.ParseMediaType(ctx.Header("Content-Type"))
	if ctx.Header("Content-Type") != "" && (err != nil || kind != "application/json") {
		return nil // huma refuses it
	}
	r, _ := humago.Unwrap(ctx)
	body, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	var full *fault.Error
	switch {
	case errors.As(err, &full):
		return full
	case errors.As(err, &large):
		return fault.New(fault.TooLarge, "The request is too large. At most %d MB can be sent at once; send a smaller picture or less text.", large.Limit>>20)
	case err != nil:
		return fault.Wrap(err, fault.Invalid, "The request did not arrive whole. Send it again.")
	case len(bytes.TrimSpace(body)) == 0:
		return fault.New(fault.Invalid, "The request has no body. Send a JSON object; /api/openapi.json says what belongs in it.")
	}
	if err := strict(body); err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// strict returns what is wrong with body as JSON.
func strict(body []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(body))
	_, err := d.ReadValue()
	if err == nil {
		if _, err = d.ReadToken(); errors.Is(err, io.EOF) {
			return nil
		}
		return fault.New(fault.Invalid, "Something stands behind the end of the JSON. Send one object and nothing else.")
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return fault.Wrap(err, fault.Invalid, "A name is in an object twice, so it is not clear which is meant. Send each once.")
	}
	return fault.Wrap(err, fault.Invalid, "The body is not JSON as RFC 8259 has it, in UTF-8. Check how it was made.")
}
