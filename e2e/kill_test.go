package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/internal/award"
)

// failing builds a program that can be made to kill itself between two steps.
func failing(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blazon-failing")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-tags", "failpoints", "-o", path, "./cmd/blazon")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// TestKill kills the program with SIGKILL between any two steps of an award and
// of its revocation, starts it again, and sends the request again as a client
// does that got no answer: nothing is lost and nothing is there twice (F-01,
// F-02, F-03).
func TestKill(t *testing.T) {
	program := failing(t)
	forEachDatabase(t, func(t *testing.T, database string) {
		s, c := initServer(t, database)
		first := c.award()
		issuer, achievement := first["issuer"].(string), first["achievement"].(string)
		s.idle(t)
		s.stop()
		s.program = program
		awards := 1
		for _, step := range award.Steps() {
			t.Run(step, func(t *testing.T) {
				s.run(t, "BLAZON_FAIL="+step)
				c := &client{t, c.base, c.token}
				email := strings.ReplaceAll(step, ".", "-") + "@school.example"
				id := c.awardTo(achievement, email, step)
				if id != "" && later(step) {
					c.try("POST", "/api/v1/awards/"+id+"/revoke", object{"reason": "A test."})
					ask(t, s.base+"/issuers/"+issuer+"/status/1")
				}
				s.waitExit(t)

				s.run(t)
				id = c.awardTo(achievement, email, step)
				if id == "" {
					t.Fatalf("the award could not be made after the restart\n%s", s.log)
				}
				awards++
				var list object
				c.want(http.StatusOK, "GET", "/api/v1/issuers/"+issuer+"/awards", nil, &list)
				if got := int(list["total"].(float64)); got != awards {
					t.Errorf("there are %d awards, want %d", got, awards)
				}
				if !later(step) {
					c.awaitNotified(id) // after a revocation nobody is told of the award
				}
				c.want(http.StatusOK, "POST", "/api/v1/awards/"+id+"/revoke", object{"reason": "A test."}, nil)
				file := download(t, s.base+"/awards/"+id+"/credential.json", filepath.Join(t.TempDir(), "credential.json"))
				if out, code := blazon(t, "verify", "--allow-private", "--json", file); code != 1 || !strings.Contains(out, "STATUS_REVOKED") {
					t.Errorf("verify: exit %d\n%s", code, out)
				}
				s.idle(t) // a job that is left would meet the next step before its award does
				s.stop()
				args := []string{"doctor", "--data", s.data, "--base-url", s.base, "--insecure-dev"}
				if database != "" {
					args = append(args, "--database", database)
				}
				if out, code := blazon(t, args...); code != 0 {
					t.Errorf("doctor: exit %d\n%s", code, out)
				}
			})
		}
	})
}

// later reports whether a step belongs to the revocation of an award.
func later(step string) bool {
	return strings.HasPrefix(step, "revoke.") || strings.HasPrefix(step, "list.")
}

// awardTo awards to an address under an idempotency key, and returns "" if
// there was no answer.
func (c *client) awardTo(achievement, email, key string) string {
	c.t.Helper()
	answer := c.try("POST", "/api/v1/achievements/"+achievement+"/awards", object{"recipient": object{"email": email}}, "Idempotency-Key", key)
	id, _ := answer["id"].(string)
	return id
}

// awaitNotified waits until the recipient of an award was told.
func (c *client) awaitNotified(id string) {
	c.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var a object
		c.want(http.StatusOK, "GET", "/api/v1/awards/"+id, nil, &a)
		if a["notifiedAt"] != nil {
			return
		}
	}
	c.t.Errorf("nobody told the recipient of %s", id)
}

// try calls a server that may be killed meanwhile. It returns nil if there was
// no answer.
func (c *client) try(method, path string, body any, header ...string) object {
	c.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, bytes.NewReader(data))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	var out object
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil
	}
	return out
}

// ask gets an address of a server that may be dead.
func ask(t *testing.T, address string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := http.DefaultClient.Do(req); err == nil {
		_ = resp.Body.Close()
	}
}
