package statuslist_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/statuslist"
)

var from = time.Date(2026, 3, 1, 12, 0, 0, 999, time.FixedZone("", 3600))

func draft(purpose string, l *statuslist.List) statuslist.Credential {
	return statuslist.Credential{
		ID: "https://uni.example/status/1", Issuer: "https://uni.example/issuers/7", Purpose: purpose, List: l,
		ValidFrom: from, ValidUntil: from.Add(24 * time.Hour), TTL: 5 * time.Minute,
	}
}

func TestPrepare(t *testing.T) {
	doc, err := statuslist.Prepare(draft("revocation", statuslist.New(0)))
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := statuslist.New(0).Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"https://uni.example/status/1",` +
		`"type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":"https://uni.example/issuers/7",` +
		`"validFrom":"2026-03-01T11:00:00Z","validUntil":"2026-03-02T11:00:00Z",` +
		`"credentialSubject":{"id":"https://uni.example/status/1#list","type":"BitstringStatusList",` +
		`"statusPurpose":"revocation","encodedList":"` + encoded + `","ttl":300000}}`
	if diff := cmp.Diff(want, string(doc.Bytes())); diff != "" {
		t.Error(diff)
	}
	doc.Bytes()[0] = 'X'
	if doc.Bytes()[0] != '{' {
		t.Error("what Bytes gave away changes the Document")
	}
}

func TestPrepareRefuses(t *testing.T) {
	for name, change := range map[string]func(c *statuslist.Credential){
		"no id":                   func(c *statuslist.Credential) { c.ID = "" },
		"no issuer":               func(c *statuslist.Credential) { c.Issuer = "" },
		"no purpose":              func(c *statuslist.Credential) { c.Purpose = "" },
		"no list":                 func(c *statuslist.Credential) { c.List = nil },
		"an empty list":           func(c *statuslist.Credential) { c.List = new(statuslist.List) },
		"no beginning":            func(c *statuslist.Credential) { c.ValidFrom = time.Time{} },
		"no end":                  func(c *statuslist.Credential) { c.ValidUntil = time.Time{} },
		"an end before the start": func(c *statuslist.Credential) { c.ValidUntil = c.ValidFrom.Add(-1) },
		"no time between":         func(c *statuslist.Credential) { c.ValidUntil = c.ValidFrom },
	} {
		t.Run(name, func(t *testing.T) {
			c := draft("revocation", statuslist.New(0))
			change(&c)
			doc, err := statuslist.Prepare(c)
			if err == nil || len(doc.Bytes()) > 0 {
				t.Errorf("Prepare = %s, %v", doc.Bytes(), err)
			}
		})
	}
}

func TestRevocationList(t *testing.T) {
	list := statuslist.RevocationList{
		ID: "https://uni.example/r", Issuer: "https://uni.example/issuers/7",
		RevokedCredential: []statuslist.RevokedCredential{
			{ID: "https://uni.example/awards/1", RevocationReason: "a mistake & an apology"},
			{ID: "https://uni.example/awards/2"},
		},
	}
	b, err := list.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"https://uni.example/r","issuer":"https://uni.example/issuers/7","revokedCredential":[` +
		`{"id":"https://uni.example/awards/1","revocationReason":"a mistake & an apology"},{"id":"https://uni.example/awards/2"}]}`
	if diff := cmp.Diff(want, string(b)); diff != "" {
		t.Error(diff)
	}
	back, err := statuslist.ParseRevocationList(parse(t, string(b)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(list, back); diff != "" {
		t.Error(diff)
	}
	if _, err := (statuslist.RevocationList{}).JSON(); !errors.Is(err, statuslist.ErrMalformed) {
		t.Errorf("a list without id and issuer: %v", err)
	}
	if b, err := (statuslist.RevocationList{ID: "a:b", Issuer: "a:c"}).JSON(); string(b) != `{"id":"a:b","issuer":"a:c","revokedCredential":[]}` {
		t.Errorf("an empty list: %s, %v", b, err)
	}
}

func TestParseRevocationList(t *testing.T) {
	const head = `{"id":"a:r","issuer":"a:i",`
	tests := []struct {
		name, in string
		revoked  map[string]string // id to reason
	}{
		{"an entry", head + `"revokedCredential":[{"id":"a:1"}]}`, map[string]string{"a:1": ""}},
		{"one that is no array", head + `"revokedCredential":{"id":"a:1","revocationReason":"x"}}`, map[string]string{"a:1": "x"}},
		{"revoked: true", head + `"revokedCredential":[{"id":"a:1","revoked":true}]}`, map[string]string{"a:1": ""}},
		{"revoked: false", head + `"revokedCredential":[{"id":"a:1","revoked":false},{"id":"a:2"}]}`, map[string]string{"a:2": ""}},
		{"revoked: null", head + `"revokedCredential":[{"id":"a:1","revoked":null}],"revokedCredentials":null}`, map[string]string{"a:1": ""}},
		{"false and true", head + `"revokedCredential":[{"id":"a:1","revoked":false},{"id":"a:1","revoked":true}]}`, map[string]string{"a:1": ""}},
		{"the plural", head + `"revokedCredentials":[{"id":"a:1"}]}`, map[string]string{"a:1": ""}},
		{"both names", head + `"revokedCredential":[{"id":"a:1"}],"revokedCredentials":[{"id":"a:2"}]}`, map[string]string{"a:1": "", "a:2": ""}},
		{"ids only", head + `"revokedCredential":["a:1","a:2"]}`, map[string]string{"a:1": "", "a:2": ""}},
		{"an empty list", head + `"revokedCredential":[]}`, nil},
		{"an issuer as object", `{"issuer":{"id":"a:i"},"revokedCredential":["a:1"]}`, map[string]string{"a:1": ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := statuslist.ParseRevocationList(parse(t, tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if list.Issuer != "a:i" {
				t.Errorf("the issuer is %q", list.Issuer)
			}
			for _, id := range []string{"a:1", "a:2", "a:3", ""} {
				reason, want := tt.revoked[id]
				if got, why := list.Revoked(id); got != want || why != reason {
					t.Errorf("Revoked(%q) = %v, %q, want %v, %q", id, got, why, want, reason)
				}
			}
		})
	}
	for name, in := range map[string]string{
		"text":                    `"x"`,
		"an array":                `[]`,
		"no issuer":               `{"id":"a:r","revokedCredential":[]}`,
		"no list":                 `{"id":"a:r","issuer":"a:i"}`,
		"a list that is null":     head + `"revokedCredential":null}`,
		"the list of OB 2.0":      `{"id":"a:r","issuer":"a:i","revokedAssertions":["a:1"]}`,
		"an entry without id":     head + `"revokedCredential":[{"revoked":true}]}`,
		"an entry that is number": head + `"revokedCredential":[1]}`,
		"revoked as text":         head + `"revokedCredential":[{"id":"a:1","revoked":"false"}]}`,
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if list, err := statuslist.ParseRevocationList(parse(t, in)); !errors.Is(err, statuslist.ErrMalformed) {
				t.Errorf("ParseRevocationList = %v, %v", list, err)
			}
		})
	}
}

// A list is kept by the issuer, published as a signed credential, and asked by
// whoever holds a credential that points into it.
func Example() {
	list := statuslist.New(statuslist.MinEntries)
	if err := list.Set(4711, true); err != nil {
		fmt.Println(err)
		return
	}
	doc, err := statuslist.Prepare(statuslist.Credential{
		ID:         "https://uni.example/status/1",
		Issuer:     "https://uni.example/issuers/7",
		Purpose:    statuslist.Revocation,
		List:       list,
		ValidFrom:  time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		ValidUntil: time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(doc.Bytes()) < 1000, "to be signed and published")

	encoded, err := list.Encode()
	if err != nil {
		fmt.Println(err)
		return
	}
	read, err := statuslist.Decode(encoded)
	if err != nil {
		fmt.Println(err)
		return
	}
	revoked, err := read.Get(4711)
	fmt.Println(revoked, err)
	// Output:
	// true to be signed and published
	// true <nil>
}
