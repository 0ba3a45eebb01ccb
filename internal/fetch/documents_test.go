package fetch

import "testing"

func TestDocuments(t *testing.T) {
	d := Documents{Files: map[string][]byte{
		"https://a.example/key.json": []byte("key"),
		"https://a.example/list#1":   []byte("list"),
		"https://a.example/gone":     nil,
	}}
	tests := []struct {
		url, body string
		status    int
	}{
		{"https://a.example/key.json", "key", 200},
		{"https://a.example/key.json#k", "key", 200},
		{"https://a.example/list#1", "list", 200},
		{"https://a.example/gone", "", 404},
	}
	for _, tt := range tests {
		resp, err := d.Fetch(t.Context(), tt.url, "")
		if err != nil {
			t.Errorf("%s: %v", tt.url, err)
		} else if string(resp.Body) != tt.body || resp.Status != tt.status {
			t.Errorf("%s: got %+v", tt.url, resp)
		}
	}
	if _, err := d.Fetch(t.Context(), "https://b.example/", ""); !failed(err) {
		t.Errorf("not listed: got %v, want a failure", err)
	}
	d.Next = Documents{Files: map[string][]byte{"https://b.example/": []byte("b")}}
	if resp, err := d.Fetch(t.Context(), "https://b.example/", ""); err != nil || string(resp.Body) != "b" {
		t.Errorf("next: got %+v, %v", resp, err)
	}
}
