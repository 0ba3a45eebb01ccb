package fetch

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDocuments(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("key.json", "key")
	write("index.json", `{"https://a.example/key.json": "key.json", "https://a.example/gone#x": "gone.json"}`)
	d, err := OpenDocuments(filepath.Join(dir, "index.json"), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := d.Fetch(t.Context(), "https://a.example/key.json#k", "")
	if err != nil || string(resp.Body) != "key" || resp.Status != 200 || resp.URL != "https://a.example/key.json" {
		t.Errorf("got %+v, %v", resp, err)
	}
	if resp, err = d.Fetch(t.Context(), "https://a.example/gone", ""); err != nil || resp.Status != 404 {
		t.Errorf("a file that is missing: got %+v, %v", resp, err)
	}
	if _, err = d.Fetch(t.Context(), "https://b.example/", ""); !failed(err) {
		t.Errorf("not listed: got %v, want a failure", err)
	}
	d.Next = d
	delete(d.Files, "https://a.example/key.json")
	d.Next = &Documents{Files: map[string]string{"https://b.example/": filepath.Join(dir, "key.json")}}
	if resp, err = d.Fetch(t.Context(), "https://b.example/", ""); err != nil || string(resp.Body) != "key" {
		t.Errorf("next: got %+v, %v", resp, err)
	}
	for _, bad := range []string{`[]`, `{"a":1}`, `{"a":""}`, `{"a":"b"`, ``} {
		write("bad.json", bad)
		if _, err := OpenDocuments(filepath.Join(dir, "bad.json"), nil); err == nil {
			t.Errorf("index %q is taken", bad)
		}
	}
	if _, err := OpenDocuments(filepath.Join(dir, "none.json"), nil); err == nil {
		t.Error("a missing index is taken")
	}
}
