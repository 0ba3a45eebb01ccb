package jsonld_test

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/jsonld"
)

const vectors = "../../shared/vectors"

// vector reads a file of the published test suites.
func vector(t testing.TB, name string) []byte {
	t.Helper()
	if _, err := os.Stat(vectors); err != nil {
		t.Skipf("%s not present", vectors)
	}
	b, err := os.ReadFile(filepath.Join(vectors, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRDFC10 runs each of the 86 entries of the W3C's test suite for RDFC-1.0.
func TestRDFC10(t *testing.T) {
	var manifest struct {
		Entries []struct {
			ID, Type, Name, Action, Result, HashAlgorithm string
		}
	}
	if err := json.Unmarshal(vector(t, "rdf-canon/manifest.jsonld"), &manifest); err != nil {
		t.Fatal(err)
	}
	if len(manifest.Entries) != 86 {
		t.Errorf("the manifest has %d entries, want 86", len(manifest.Entries))
	}
	for _, e := range manifest.Entries {
		t.Run(e.ID[1:]+" "+e.Name, func(t *testing.T) {
			d, err := jsonld.ParseNQuads(vector(t, "rdf-canon/"+e.Action))
			if err != nil {
				t.Fatal(err)
			}
			opt := jsonld.CanonizeOptions{Hash: crypto.SHA256}
			if e.HashAlgorithm == "SHA384" {
				opt.Hash = crypto.SHA384
			}
			start := time.Now()
			got, issued, err := d.Canonicalize(context.Background(), opt)
			switch e.Type {
			case "rdfc:RDFC10EvalTest":
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(vector(t, "rdf-canon/"+e.Result)), string(got)); diff != "" {
					t.Errorf("canonical form (-want +got):\n%s", diff)
				}
			case "rdfc:RDFC10MapTest":
				if err != nil {
					t.Fatal(err)
				}
				var want map[string]string
				if err := json.Unmarshal(vector(t, "rdf-canon/"+e.Result), &want); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, issued); diff != "" {
					t.Errorf("issued identifiers (-want +got):\n%s", diff)
				}
			case "rdfc:RDFC10NegativeEvalTest":
				var limit *jsonld.LimitError
				if !errors.As(err, &limit) {
					t.Errorf("err = %v, want a LimitError", err)
				}
				if took := time.Since(start); took > 2*time.Second {
					t.Errorf("refused after %v, want less than 2 s", took)
				}
			default:
				t.Fatalf("unknown type %s", e.Type)
			}
		})
	}
}
