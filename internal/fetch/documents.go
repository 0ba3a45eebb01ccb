package fetch

import (
	"context"
	"errors"
	"strings"
	"time"

	"blazon/did"
)

// Documents answers URLs with documents at hand, for verifying without a
// network or against what a site served at some time. It implements
// did.Fetcher.
type Documents struct {
	// Files maps URLs to what is served there. A nil document is an answer of
	// status 404.
	Files map[string][]byte
	// Next is asked about all other URLs; nil: they cannot be had.
	Next did.Fetcher
	Now  func() time.Time // dates the answers; nil: they have no date
}

// Fetch looks rawURL up, with its fragment and without.
func (d Documents) Fetch(ctx context.Context, rawURL, accept string) (*did.Response, error) {
	plain, _, _ := strings.Cut(rawURL, "#")
	body, ok := d.Files[plain]
	if !ok {
		body, ok = d.Files[rawURL]
	}
	switch {
	case !ok && d.Next != nil:
		return d.Next.Fetch(ctx, rawURL, accept)
	case !ok:
		return nil, &did.FetchError{URL: rawURL, Err: errors.New("it is not among the documents that were given")}
	}
	resp := &did.Response{URL: plain, Status: 200, Body: body}
	if d.Now != nil {
		resp.FetchedAt = d.Now()
	}
	if body == nil {
		resp.Status = 404
	}
	return resp, nil
}
