package fetch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"blazon/did"
	"blazon/jsonld"
)

// Documents answers URLs from files, for verifying without a network or
// against what a site served at some time. It implements did.Fetcher.
type Documents struct {
	// Files maps a URL, without fragment, to the name of a file.
	Files map[string]string
	// Next is asked about all other URLs; nil: they cannot be had.
	Next did.Fetcher
	Now  func() time.Time
}

// OpenDocuments reads an index of documents: a JSON object of URLs and file
// names, which are relative to the index.
func OpenDocuments(index string, now func() time.Time) (*Documents, error) {
	text, err := os.ReadFile(index)
	if err != nil {
		return nil, fmt.Errorf("index of documents: %w", err)
	}
	v, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return nil, fmt.Errorf("index of documents %s: %w", index, err)
	}
	if v.Kind() != jsonld.Object {
		return nil, fmt.Errorf("index of documents %s: want an object such as {\"https://example.org/key.json\": \"key.json\"}", index)
	}
	d := &Documents{Files: make(map[string]string), Now: now}
	for _, m := range v.Members() {
		if !m.Value.IsString() || m.Value.Str() == "" {
			return nil, fmt.Errorf("index of documents %s: the value of %q is not the name of a file", index, m.Name)
		}
		name := filepath.FromSlash(m.Value.Str())
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(index), name)
		}
		d.Files[withoutFragment(m.Name)] = name
	}
	return d, nil
}

// Fetch reads the file for url. A file that is listed but missing is an answer
// of status 404.
func (d *Documents) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	name, ok := d.Files[withoutFragment(url)]
	if !ok && d.Next != nil {
		return d.Next.Fetch(ctx, url, accept)
	}
	if !ok {
		return nil, &did.FetchError{URL: url, Err: errors.New("it is not among the documents that were given")}
	}
	resp := &did.Response{URL: withoutFragment(url), Status: 200}
	if d.Now != nil {
		resp.FetchedAt = d.Now()
	}
	body, err := os.ReadFile(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		resp.Status = 404
	case err != nil:
		return nil, &did.FetchError{URL: url, Err: err}
	}
	resp.Body = body
	return resp, nil
}

func withoutFragment(s string) string {
	s, _, _ = strings.Cut(s, "#")
	return s
}
