package did_test

import (
	"context"
	"crypto"
	"crypto/elliptic"
	"encoding/base64"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"blazon/did"
)

// TestEveryMethodResolves fails when a method comes into the table without a
// document here that it resolves.
func TestEveryMethodResolves(t *testing.T) {
	key, keyMethod, err := did.KeyDID(ec(t, elliptic.P384(), 1).Public())
	if err != nil {
		t.Fatal(err)
	}
	jwk, jwkMethod, err := did.JWKDID(rsaPublic(2048))
	if err != nil {
		t.Fatal(err)
	}
	f := &web{pages: map[string]page{
		"https://example.com/issuers/7/did.json": {body: profile(t, "did:web:example.com:issuers:7", "did:web:example.com:issuers:7#k", ed(1).Public())},
	}}
	examples := map[string]struct {
		did, method string
		pub         crypto.PublicKey
	}{
		"key": {key, keyMethod, ec(t, elliptic.P384(), 1).Public()},
		"jwk": {jwk, jwkMethod, rsaPublic(2048)},
		"web": {"did:web:example.com:issuers:7", "did:web:example.com:issuers:7#k", ed(1).Public()},
	}
	methods := did.Default(f)
	for _, m := range methods {
		t.Run(m.Name(), func(t *testing.T) {
			ex, ok := examples[m.Name()]
			if !ok {
				t.Fatalf("did:%s has no example in this test", m.Name())
			}
			doc, err := methods.Resolve(context.Background(), ex.did)
			if err != nil {
				t.Fatal(err)
			}
			k, err := did.Bind(doc, ex.did, ex.method, "assertionMethod", now)
			if err != nil {
				t.Fatal(err)
			}
			if !k.Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(ex.pub) {
				t.Error("another key than the one that went in")
			}
			if !k.Bound() || k.Issuer() != ex.did || k.Method() != ex.method {
				t.Errorf("bound %v to %s as %s", k.Bound(), k.Issuer(), k.Method())
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	tests := []struct {
		name, did string
		want      error
	}{
		{"a method that is not in the table", "did:example:123", did.ErrUnsupported},
		{"a URL", "https://example.com", did.ErrMalformed},
		{"a DID URL", "did:web:example.com#key-1", did.ErrMalformed},
		{"a did:key of nothing", "did:key:z", did.ErrUnsupported},
		{"a did:key that is no multibase", "did:key:xyz", did.ErrMalformed},
		{"a did:key for encryption", "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", did.ErrUnsupported},
		{"a did:key in base64url", "did:key:u7QE", did.ErrMalformed},
		{"a did:jwk of nothing", "did:jwk:e30", did.ErrUnsupported},
		{"a did:jwk that is no base64", "did:jwk:a.b", did.ErrMalformed},
		{"a did:jwk that is no JSON", "did:jwk:YWJj", did.ErrMalformed},
		{"a did:jwk for encryption", jwkDID(with(mustJWK(t, ed(1).Public()), `"use":"enc"`)), did.ErrKeyUse},
		{"a did:jwk with a secret", jwkDID(with(mustJWK(t, ed(1).Public()), `"d":"AAAA"`)), did.ErrMalformed},
		{"a did:web without a network", "did:web:example.com", did.ErrUnresolvable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := did.Default(nil).Resolve(context.Background(), tt.did)
			if !errors.Is(err, tt.want) {
				t.Errorf("Resolve = %v, %v, want %v", doc, err, tt.want)
			}
		})
	}
}

func jwkDID(jwk string) string { return "did:jwk:" + base64.RawURLEncoding.EncodeToString([]byte(jwk)) }

func TestAbuse_DID_01(t *testing.T) {
	good := map[string]string{
		"did:web:example.com":                   "https://example.com/.well-known/did.json",
		"did:web:example.com:user:alice":        "https://example.com/user/alice/did.json",
		"did:web:example.com%3A8443":            "https://example.com:8443/.well-known/did.json",
		"did:web:example.com%3A8443:a.b_c-d:E1": "https://example.com:8443/a.b_c-d/E1/did.json",
		"did:web:localhost%3A2375":              "https://localhost:2375/.well-known/did.json",
		"did:web:xn--bcher-kva.example":         "https://xn--bcher-kva.example/.well-known/did.json",
		"did:web:1and1.example":                 "https://1and1.example/.well-known/did.json",
		"did:web:0xab.example":                  "https://0xab.example/.well-known/did.json",
	}
	for in, want := range good {
		t.Run("reads "+in, func(t *testing.T) {
			got, err := did.WebURL(in)
			if err != nil || got != want {
				t.Errorf("WebURL = %q, %v, want %q", got, err, want)
			}
		})
	}
	bad := map[string]string{
		"an encoded slash":                "did:web:example.com%2Fevil",
		"an encoded slash in the path":    "did:web:example.com:a%2Fevil",
		"encoded dots and slashes":        "did:web:example.com:%2F..%2F",
		"two dots":                        "did:web:example.com:..:..",
		"one dot":                         "did:web:example.com:.",
		"encoded dots":                    "did:web:example.com:%2E%2E",
		"an encoded at":                   "did:web:good%40evil.example",
		"an encoded number sign":          "did:web:example.com%23",
		"an encoded question mark":        "did:web:example.com%3F",
		"an encoded NUL":                  "did:web:example.com%00",
		"an encoded NUL in the path":      "did:web:example.com:a%00b",
		"capitals in the host":            "did:web:Example.com",
		"a small a in the port's colon":   "did:web:example.com%3a8443",
		"two ports":                       "did:web:example.com%3A1%3A2",
		"no port":                         "did:web:example.com%3A",
		"port zero":                       "did:web:example.com%3A0",
		"a port with a zero before":       "did:web:example.com%3A08443",
		"a port with a sign":              "did:web:example.com%3A-1",
		"a port beyond":                   "did:web:example.com%3A65536",
		"a port of letters":               "did:web:example.com%3Ahttp",
		"a port without a host":           "did:web:%3A8443",
		"a user":                          "did:web:user%3Apass%40example.com",
		"an empty segment":                "did:web:example.com::a",
		"a segment at the end":            "did:web:example.com:a:",
		"a dot at the end":                "did:web:example.com.",
		"a dot at the start":              "did:web:.example.com",
		"a hyphen at the start":           "did:web:-example.com",
		"an underscore in the host":       "did:web:ex_ample.com",
		"an encoded letter":               "did:web:example%2Ecom",
		"a space":                         "did:web:example.com%20",
		"an encoded percent":              "did:web:example.com%2525",
		"a host of 254 characters":        "did:web:" + strings.Repeat("a.", 126) + "ab",
		"a label of 64 characters":        "did:web:" + strings.Repeat("a", 64) + ".example",
		"a path by slash":                 "did:web:example.com/a",
		"a query":                         "did:web:example.com?a",
		"a fragment":                      "did:web:example.com#a",
		"another method":                  "did:key:example.com",
		"an address of version 6":         "did:web:[::1]",
		"an encoded address of version 6": "did:web:%5B%3A%3A1%5D",
	}
	for name, in := range bad {
		t.Run("refuses "+name, func(t *testing.T) {
			f := new(web)
			if got, err := did.WebURL(in); !errors.Is(err, did.ErrMalformed) {
				t.Errorf("WebURL(%.80q) = %q, %v, want ErrMalformed", in, got, err)
			}
			want := did.ErrMalformed
			if slices.Contains([]string{"capitals in the host", "a small a in the port's colon", "an underscore in the host", "an encoded letter"}, name) {
				want = did.ErrUnsupported // it is spelled otherwise, and nothing is wrong with it
			}
			if _, err := did.Default(f).Resolve(context.Background(), in); !errors.Is(err, want) && name != "another method" {
				t.Errorf("Resolve: %v, want %v", err, want)
			}
			if len(f.asked) > 0 {
				t.Errorf("it was fetched from %v", f.asked)
			}
		})
	}
}

// TestAbuse_DID_02_Addresses: an address for a host is blocked before anything
// is fetched, in each form that some resolver understands. What a name points
// to is for the Fetcher to look at.
func TestAbuse_DID_02_Addresses(t *testing.T) {
	for _, in := range []string{"127.0.0.1", "169.254.169.254", "127.1", "2130706433", "0x7f000001", "0x7f.1", "127.0.0.0x1", "1.2.3.4.5", "0177.0.0.1", "127.0.0.1%3A2375"} {
		t.Run(in, func(t *testing.T) {
			f := new(web)
			_, err := did.Default(f).Resolve(context.Background(), "did:web:"+in)
			var blocked *did.FetchError
			if !errors.As(err, &blocked) || !blocked.Blocked {
				t.Errorf("err = %v, want a blocked FetchError", err)
			}
			if len(f.asked) > 0 {
				t.Errorf("it was fetched from %v", f.asked)
			}
		})
	}
}

// FuzzWebURLStaysInItsHost: every did:web that has a URL names its host, port
// and path in the order and in the letters of the DID, and no two DIDs share one.
func FuzzWebURLStaysInItsHost(f *testing.F) {
	for _, s := range []string{"example.com", "example.com%3A8443:a:b", "a:..:b", "x%2F", "localhost", "127.0.0.1", "a.b:c.d_e-f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := did.WebURL("did:web:" + s)
		if err != nil {
			return
		}
		body, ok := strings.CutPrefix(at, "https://")
		body, ok2 := strings.CutSuffix(body, "/did.json")
		if !ok || !ok2 || strings.ContainsAny(body, "@?#\\%") || strings.Contains(body, "..") && !strings.Contains(s, "..") {
			t.Fatalf("WebURL(%q) = %q", s, at)
		}
		back := strings.ReplaceAll(strings.Replace(strings.TrimSuffix(body, "/.well-known"), ":", "%3A", 1), "/", ":")
		if back != s && back+":.well-known" != s {
			t.Errorf("WebURL(%q) = %q, from which %q would follow", s, at, back)
		}
	})
}

func TestAbuse_DID_03(t *testing.T) {
	const id = "did:web:uni.example:issuers:7"
	const at = "https://uni.example/issuers/7/did.json"
	good := profile(t, id, id+"#k", ed(1).Public())
	tests := []struct {
		name, url string
		ok        bool
	}{
		{"no redirect", at, true},
		{"a redirect on the same host", "https://uni.example/elsewhere", true},
		{"the same port, spelled out", "https://uni.example:443/x", true},
		{"another host", "https://evil.example/issuers/7/did.json", false},
		{"a host below", "https://www.uni.example/issuers/7/did.json", false},
		{"another port", "https://uni.example:8443/issuers/7/did.json", false},
		{"http", "http://uni.example/issuers/7/did.json", false},
		{"http on the port of https", "http://uni.example:443/issuers/7/did.json", false},
		{"a private address", "https://10.0.0.1/did.json", false},
		{"the host as user", "https://uni.example@evil.example/did.json", false},
		{"no URL", "::", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &web{pages: map[string]page{at: {body: good, url: tt.url}}}
			_, err := did.Default(f).Resolve(context.Background(), id)
			if tt.ok && err != nil || !tt.ok && !errors.Is(err, did.ErrUnresolvable) {
				t.Errorf("from %s: %v", tt.url, err)
			}
		})
	}
	t.Run("an https issuer", func(t *testing.T) {
		const iss = "https://uni.example/issuers/7"
		f := &web{pages: map[string]page{iss: {body: profile(t, iss, iss+"#k", ed(1).Public()), url: "https://evil.example/7"}}}
		if _, err := did.FetchDocument(context.Background(), f, iss); !errors.Is(err, did.ErrUnresolvable) {
			t.Errorf("err = %v", err)
		}
	})
	// No redirect took place: those are ways to write one host.
	for asked, answered := range map[string]string{
		"https://Uni.Example/issuers/7":         "https://uni.example/issuers/7",
		"https://b\u00fccher.example/issuers/7": "https://xn--bcher-kva.example/issuers/7",
	} {
		f := &web{pages: map[string]page{(&url.URL{Scheme: "https", Host: strings.Split(asked, "/")[2], Path: "/issuers/7"}).String(): {body: profile(t, asked, asked+"#k", ed(1).Public()), url: answered}}}
		if _, err := did.FetchDocument(context.Background(), f, asked); err != nil {
			t.Errorf("%s: %v", asked, err)
		}
	}
	t.Run("a key set", func(t *testing.T) {
		f := &web{pages: map[string]page{"https://uni.example/.well-known/jwks.json": {body: `{"keys":[]}`, url: "https://evil.example/jwks.json"}}}
		if _, err := did.FetchJWKS(context.Background(), f, "https://uni.example/issuers/7"); !errors.Is(err, did.ErrUnresolvable) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestAbuse_DID_04(t *testing.T) {
	const id = "did:web:uni.example"
	const at = "https://uni.example/.well-known/did.json"
	pub := ed(1).Public()
	tests := []struct {
		name string
		page page
		ok   bool
	}{
		{"its own document", page{body: profile(t, id, id+"#k", pub)}, true},
		{"relative ids", page{body: strings.ReplaceAll(profile(t, id, id+"#k", pub), id+"#k", "#k")}, true},
		{"another's document", page{body: profile(t, "did:web:evil.example", "did:web:evil.example#k", pub)}, false},
		{"the id in capitals", page{body: profile(t, "did:web:UNI.example", id+"#k", pub)}, false},
		{"the id with a fragment", page{body: profile(t, id+"#", id+"#k", pub)}, false},
		{"no id", page{body: strings.Replace(profile(t, id, id+"#k", pub), `"id":"`+id+`"`, `"x":"y"`, 1)}, false},
		{"a key of another DID", page{body: profile(t, id, "did:web:evil.example#k", pub)}, false},
		{"a key of a longer DID", page{body: profile(t, id, id+".evil#k", pub)}, false},
		{"a key that is a did:key", page{body: profile(t, id, "did:key:"+multikey(t, pub)+"#"+multikey(t, pub), pub)}, false},
		{"HTML", page{body: "<html>"}, false},
		{"an array", page{body: "[]"}, false},
		{"a member twice", page{body: `{"id":"did:web:evil.example","id":"` + id + `"}`}, false},
		{"not found", page{body: profile(t, id, id+"#k", pub), status: 404}, false},
		{"gone", page{body: profile(t, id, id+"#k", pub), status: 410}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &web{pages: map[string]page{at: tt.page}}
			doc, err := did.Default(f).Resolve(context.Background(), id)
			if tt.ok && err != nil || !tt.ok && !errors.Is(err, did.ErrUnresolvable) {
				t.Errorf("Resolve = %v, %v", doc, err)
			}
		})
	}
	t.Run("a host that does not answer", func(t *testing.T) {
		_, err := did.Default(new(web)).Resolve(context.Background(), id)
		var fetch *did.FetchError
		if !errors.Is(err, did.ErrUnresolvable) || !errors.As(err, &fetch) || fetch.URL != at {
			t.Errorf("err = %v, want ErrUnresolvable around a FetchError for %s", err, at)
		}
	})
}

func TestFetchDocument(t *testing.T) {
	const id = "https://uni.example/issuers/7"
	f := &web{pages: map[string]page{id: {body: profile(t, id, id+"#k", ed(1).Public())}}}
	doc, err := did.FetchDocument(context.Background(), f, id)
	if err != nil {
		t.Fatal(err)
	}
	if k, err := did.Bind(doc, id, id+"#k", "assertionMethod", now); err != nil || !k.Bound() {
		t.Errorf("Bind = %v, %v", k, err)
	}
	for name, id := range map[string]string{
		"a URN":          "urn:uuid:0",
		"a DID":          "did:web:uni.example",
		"a file":         "file:///etc/passwd",
		"no host":        "https:///x",
		"a user":         "https://uni.example@evil.example/x",
		"a relative URL": "/issuers/7",
		"a broken URL":   "https://%zz",
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			f := new(web)
			if _, err := did.FetchDocument(context.Background(), f, id); err == nil || len(f.asked) > 0 {
				t.Errorf("err = %v, fetched %v", err, f.asked)
			}
		})
	}
}

// asked answers as a map of documents does, and notes what it was asked for.
type asked struct {
	docs map[string]string
	urls []string
}

func (a *asked) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	a.urls = append(a.urls, url)
	body, ok := a.docs[url]
	if !ok {
		return nil, &did.FetchError{URL: url, Err: errors.New("nobody answers")}
	}
	return &did.Response{URL: url, Status: 200, Body: []byte(body)}, nil
}

// TestDevelopment: the did:web of a host of one's own network is also asked over
// http, after https, and by nobody else than those who develop.
func TestDevelopment(t *testing.T) {
	tests := []struct {
		did, rest string
		local     bool
	}{
		{"did:web:localhost%3A8080:issuers:7", "localhost:8080/issuers/7/did.json", true},
		{"did:web:blazon%3A8080", "blazon:8080/.well-known/did.json", true},
		{"did:web:badges.test", "badges.test/.well-known/did.json", true},
		{"did:web:box.local", "box.local/.well-known/did.json", true},
		{"did:web:example.com%3A8080", "example.com:8080/.well-known/did.json", false},
		{"did:web:localhost.example.com", "localhost.example.com/.well-known/did.json", false},
		{"did:web:nottest", "nottest/.well-known/did.json", true},
		{"did:web:contest.example", "contest.example/.well-known/did.json", false},
	}
	for _, tt := range tests {
		f := &asked{docs: map[string]string{"http://" + tt.rest: profile(t, tt.did, tt.did+"#k", ed(1).Public())}}
		if _, err := did.Default(f).Resolve(t.Context(), tt.did); !errors.Is(err, did.ErrUnresolvable) || len(f.urls) != 1 {
			t.Errorf("%s by default: %v, asked %v", tt.did, err, f.urls)
		}
		f.urls = nil
		_, err := did.Development(nil).With(f).Resolve(t.Context(), tt.did)
		if (err == nil) != tt.local {
			t.Errorf("%s under development: %v, asked %v", tt.did, err, f.urls)
		}
		if f.urls[0] != "https://"+tt.rest {
			t.Errorf("%s: asked %v; https goes first", tt.did, f.urls)
		}
	}
}
