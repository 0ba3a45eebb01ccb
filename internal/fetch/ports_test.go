package fetch

import (
	"fmt"
	"net"
	"net/http"
	"testing"

	"blazon/did"
)

// TestPortOfDID: the document of a did:web that names a port is asked for where its
// port was allowed, and only there.
func TestPortOfDID(t *testing.T) {
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		_, port, _ := net.SplitHostPort(r.Host)
		fmt.Fprintf(w, `{"id": "did:web:example.com%%3A%s:issuers:7"}`, port)
	})
	n := names{"example.com": {{"127.0.0.1"}}}
	id := "did:web:example.com%3A" + s.port + ":issuers:7"
	open := client(t, Options{Resolver: n.resolver()}, s)
	if doc, err := did.Default(open).Resolve(t.Context(), id); err != nil || doc.ID != id {
		t.Errorf("a port that is allowed: %+v, %v", doc, err)
	}
	shut := client(t, Options{Resolver: n.resolver(), Ports: []string{"8443"}})
	if _, err := did.Default(shut).Resolve(t.Context(), id); !blocked(err) || s.asked.Load() != 1 {
		t.Errorf("a port that is not: %v, asked %d times", err, s.asked.Load())
	}
}

func TestCheckPorts(t *testing.T) {
	if err := CheckPorts([]string{"8443", "1", "65535"}); err != nil {
		t.Error(err)
	}
	for _, port := range []string{"", "0", "65536", "08443", "-1", "+1", "8443 ", "https", "1-65535", "*"} {
		if CheckPorts([]string{"8443", port}) == nil {
			t.Errorf("%q is taken", port)
		}
	}
}
