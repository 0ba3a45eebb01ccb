package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A client calls the REST API with a token.
type client struct {
	t     *testing.T
	base  string
	token string
}

// call sends body as JSON and decodes the answer into out. It returns the status.
func (c *client) call(method, path string, body, out any, header ...string) int {
	c.t.Helper()
	var r io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		r = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, r)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			c.t.Fatalf("%s %s: %d %s: %v", method, path, resp.StatusCode, data, err)
		}
	}
	if resp.StatusCode >= 400 {
		c.t.Logf("%s %s: %d %s", method, path, resp.StatusCode, data)
	}
	return resp.StatusCode
}

// want calls and fails the test when the status is another.
func (c *client) want(status int, method, path string, body, out any, header ...string) {
	c.t.Helper()
	if got := c.call(method, path, body, out, header...); got != status {
		c.t.Fatalf("%s %s: status %d, want %d", method, path, got, status)
	}
}

type object = map[string]any

// get fetches url with an Accept header and returns status, media type and body.
func get(t *testing.T, url, accept string) (status int, mediaType string, body []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	mediaType, _, _ = strings.Cut(resp.Header.Get("Content-Type"), ";")
	return resp.StatusCode, mediaType, body
}

// forms are the ways to ask for one award, and the media type that must come back.
var forms = []struct{ file, accept, mediaType string }{
	{"badge.json", "application/vc+ld+json", "application/vc+ld+json"},
	{"badge-vc.json", "application/vc", "application/vc"},
	{"badge.jwt", "application/vc+jwt", "application/vc+jwt"},
	{"badge.png", "image/png", "image/png"},
	{"badge.svg", "image/svg+xml", "image/svg+xml"},
}

// initServer makes the first administrator and starts a server on its data.
func initServer(t *testing.T, database string) (*server, *client) {
	t.Helper()
	data := t.TempDir()
	args := []string{"init", "--data", data, "--email", "owner@harbourscouts.example", "--password", "correct horse battery staple", "--print-token"}
	var extra []string
	if database != "" {
		extra = []string{"--database", database}
	}
	out, code := blazon(t, append(args, extra...)...)
	if code != 0 {
		t.Fatalf("blazon init: exit %d\n%s", code, out)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	s := startAt(t, data, extra...)
	return s, &client{t, s.base, lines[len(lines)-1]}
}

// award does the main job by REST up to the award and returns it.
func (c *client) award() (award object) {
	c.t.Helper()
	var issuer, achievement object
	c.want(http.StatusCreated, "POST", "/api/v1/issuers", object{
		"name": "Harbour Scouts", "description": "A troop by the sea.",
		"url": "https://harbourscouts.example", "email": "hello@harbourscouts.example",
	}, &issuer)
	c.want(http.StatusCreated, "POST", "/api/v1/issuers/"+issuer["id"].(string)+"/achievements", object{
		"name": "Knot Tyer", "description": "Ties ten knots blindfold.",
		"criteria": object{"narrative": "Tie **ten knots** blindfold in front of two scouts."},
		"tags":     []string{"knots", "sailing"},
	}, &achievement)
	c.want(http.StatusCreated, "POST", "/api/v1/achievements/"+achievement["id"].(string)+"/awards", object{
		"recipient": object{"email": "ada@school.example", "name": "Ada Lovelace"},
		"narrative": "Ada tied twelve.",
		"evidence":  []object{{"url": "https://harbourscouts.example/ada", "name": "Film"}},
	}, &award, "Idempotency-Key", "ada-1")
	return award
}

// TestMainJobByAPI awards, checks every form, changes a word, and revokes, on
// both databases.
func TestMainJobByAPI(t *testing.T) {
	forEachDatabase(t, func(t *testing.T, database string) {
		s, c := initServer(t, database)
		award := c.award()
		url := award["url"].(string)
		dir := t.TempDir()

		// A token can be made beside the running server, whatever its address is.
		args := []string{"token", "--data", s.data, "--email", "owner@harbourscouts.example"}
		if database != "" {
			args = append(args, "--database", database)
		}
		out, code := blazon(t, args...)
		if code != 0 {
			t.Fatalf("blazon token: exit %d\n%s", code, out)
		}
		other := &client{t, s.base, strings.TrimSpace(out)}
		other.want(http.StatusOK, "GET", "/api/v1/issuers", nil, nil)

		// Every form is genuine, for the strict verifier, from the file alone.
		for _, f := range forms {
			status, mediaType, body := get(t, url, f.accept)
			if status != http.StatusOK || mediaType != f.mediaType {
				t.Fatalf("GET %s as %s: %d %s", url, f.accept, status, mediaType)
			}
			path := filepath.Join(dir, f.file)
			if err := os.WriteFile(path, body, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, code := blazon(t, "verify", "--allow-private", "--recipient", "ada@school.example", path); code != 0 {
				t.Errorf("verify %s: exit %d\n%s", f.file, code, out)
			}
		}
		_, _, ob2 := get(t, s.base+"/ob2/awards/"+award["id"].(string), "application/ld+json")
		ob2File := filepath.Join(dir, "ob2.json")
		if err := os.WriteFile(ob2File, ob2, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, code := blazon(t, "verify", "--allow-private", ob2File); code != 0 || !strings.Contains(out, "2.0") {
			t.Errorf("verify Open Badges 2.0: exit %d\n%s", code, out)
		}
		// The picture holds both versions.
		for _, kind := range []string{"ob2", "ob3"} {
			for _, picture := range []string{"badge.png", "badge.svg"} {
				if out, code := blazon(t, "unbake", "--kind", kind, filepath.Join(dir, picture)); code != 0 || !strings.Contains(out, "Knot Tyer") && kind == "ob3" {
					t.Errorf("unbake %s %s: exit %d\n%s", kind, picture, code, out)
				}
			}
		}
		// The stored bytes are served unchanged.
		_, _, again := get(t, url, "application/vc+ld+json")
		first, err := os.ReadFile(filepath.Join(dir, "badge.json"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Error("the credential was served with other bytes the second time")
		}
		// One changed word makes it invalid.
		changed := filepath.Join(dir, "changed.json")
		if err := os.WriteFile(changed, bytes.Replace(first, []byte("twelve"), []byte("twenty"), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, code := blazon(t, "verify", "--allow-private", changed); code != 1 || !strings.Contains(out, "PROOF_INVALID") {
			t.Errorf("verify a changed badge: exit %d\n%s", code, out)
		}

		// Revoked: every form says so.
		id := award["id"].(string)
		var revoked object
		c.want(http.StatusOK, "POST", "/api/v1/awards/"+id+"/revoke", object{"reason": "Awarded to the wrong Ada."}, &revoked)
		if revoked["status"] != "revoked" {
			t.Errorf("status after revoking: %v", revoked["status"])
		}
		c.want(http.StatusOK, "POST", "/api/v1/awards/"+id+"/revoke", object{"reason": "Again."}, &revoked)
		if revoked["revocationReason"] != "Awarded to the wrong Ada." {
			t.Errorf("a second revocation changed the reason to %v", revoked["revocationReason"])
		}
		for _, f := range []string{"badge.json", "badge.jwt", "badge.png", "badge.svg", "ob2.json"} {
			if out, code := blazon(t, "verify", "--allow-private", "--json", filepath.Join(dir, f)); code != 1 || !strings.Contains(out, "STATUS_REVOKED") {
				t.Errorf("verify %s after revoking: exit %d\n%s", f, code, out)
			}
		}
		if status, _, _ := get(t, s.base+"/ob2/awards/"+id, "application/ld+json"); status != http.StatusGone {
			t.Errorf("the revoked 2.0 assertion answers %d, want 410", status)
		}

		// Nobody can tell when the issuer cannot be reached.
		s.stop()
		if out, code := blazon(t, "verify", "--allow-private", filepath.Join(dir, "badge.json")); code != 2 {
			t.Errorf("verify without the issuer: exit %d\n%s", code, out)
		}
	})
}

// TestAbuse_IS_01 sends one idempotency key many times at once.
func TestAbuse_IS_01(t *testing.T) {
	_, c := initServer(t, "")
	award := c.award()
	path := "/api/v1/achievements/" + award["achievement"].(string) + "/awards"
	body := object{"recipient": object{"email": "grace@school.example", "name": "Grace"}}
	ids := make(chan string, 20)
	for range 20 {
		go func() {
			var a object
			deadline := time.Now().Add(20 * time.Second)
			for c.call("POST", path, body, &a, "Idempotency-Key", "grace-1") == http.StatusServiceUnavailable && time.Now().Before(deadline) {
				time.Sleep(50 * time.Millisecond)
			}
			id, _ := a["id"].(string)
			ids <- id
		}()
	}
	first := <-ids
	for range 19 {
		if id := <-ids; id != first || id == "" {
			t.Errorf("the same key made awards %q and %q", first, id)
		}
	}
	var problem object
	if got := c.call("POST", path, object{"recipient": object{"email": "other@school.example"}}, &problem, "Idempotency-Key", "grace-1"); got != http.StatusUnprocessableEntity {
		t.Errorf("the same key with another body: status %d, want 422", got)
	}
}

// TestAPIRefuses lists what the API must answer to wrong, foreign and missing
// input, and that nothing changes by it.
func TestAPIRefuses(t *testing.T) {
	s, c := initServer(t, "")
	award := c.award()
	achievement := "/api/v1/achievements/" + award["achievement"].(string)
	anonymous := &client{t: t, base: s.base}
	tests := []struct {
		name   string
		c      *client
		method string
		path   string
		body   any
		want   int
	}{
		{"no token", anonymous, "POST", "/api/v1/issuers", object{"name": "X"}, 401},
		{"a wrong token", &client{t, s.base, "obk_wrong"}, "GET", "/api/v1/issuers", nil, 401},
		{"an unknown operation", c, "GET", "/api/v1/nothing", nil, 404},
		{"an unknown award", c, "GET", "/api/v1/awards/aaaaaaaaaaaaaaaaaaaaaaaaaa", nil, 404},
		{"an unknown member (AZ-04)", c, "POST", achievement + "/awards", object{"recipient": object{"email": "a@b.example"}, "revoked": true}, 422},
		{"no recipient", c, "POST", achievement + "/awards", object{}, 422},
		{"an address that is none (MAIL-02)", c, "POST", achievement + "/awards", object{"recipient": object{"email": "a@b.example,evil@x.example"}}, 422},
		{"an end before the beginning (KEY-06)", c, "POST", achievement + "/awards", object{"recipient": object{"email": "a@b.example"}, "validFrom": "2026-02-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"}, 422},
		{"a time without a zone", c, "POST", achievement + "/awards", object{"recipient": object{"email": "a@b.example"}, "validUntil": "2036-01-01T00:00:00"}, 422},
		{"a NUL (HT-08)", c, "POST", achievement + "/awards", object{"recipient": object{"email": "a@b.example", "name": "A\x00B"}}, 422},
		{"revoking without a reason", c, "POST", "/api/v1/awards/" + award["id"].(string) + "/revoke", object{"reason": ""}, 422},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var problem object
			got := tt.c.call(tt.method, tt.path, tt.body, &problem)
			if got != tt.want {
				t.Errorf("status %d, want %d: %v", got, tt.want, problem)
			}
			if detail, _ := problem["detail"].(string); detail == "" {
				t.Errorf("the answer has no detail: %v", problem)
			}
		})
	}
	var list object
	c.want(200, "GET", "/api/v1/issuers/"+award["issuer"].(string)+"/awards", nil, &list)
	if list["total"] != 1.0 {
		t.Errorf("there are %v awards, want 1", list["total"])
	}
}
