package did

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"blazon/jsonld"
)

// A Response is what a server answered, whatever its status. URL is where the
// body came from after redirects.
type Response struct {
	URL       string
	Status    int
	MediaType string
	Body      []byte
	FetchedAt time.Time
}

// A Fetcher gets documents from the network. Each answer of a server, also
// 404 and 410, is a Response; when there was none the error is a *FetchError.
// A Fetcher decides which addresses may be reached and how much may be read;
// this package decides what may be believed.
type Fetcher interface {
	Fetch(ctx context.Context, url, accept string) (*Response, error)
}

// A FetchError says why there was no answer. Blocked means that we would not
// ask (an address of a private network, another scheme than https, a budget
// used up), otherwise nobody answered.
type FetchError struct {
	URL     string
	Blocked bool
	Err     error
}

// Error names the URL and the cause.
func (e *FetchError) Error() string {
	if e.Blocked {
		return fmt.Sprintf("fetch %.200s: refused: %v", e.URL, e.Err)
	}
	return fmt.Sprintf("fetch %.200s: %v", e.URL, e.Err)
}

// Unwrap returns the cause.
func (e *FetchError) Unwrap() error { return e.Err }

// What to ask for. IS-02 of OB 3.0's guide: a Profile is chosen by Accept.
const (
	acceptDocument = "application/did+json, application/did+ld+json, application/ld+json, application/json"
	acceptProfile  = "application/ld+json, application/json"
	acceptJWKS     = "application/jwk-set+json, application/json"
	acceptJWK      = "application/jwk+json, application/json"
)

// FetchDocument gets the controller document of an issuer whose identifier is
// an https URL: its OB 3.0 Profile, served under its own id, with
// verificationMethod and assertionMethod beside the name and the picture. The
// document must call itself id.
func FetchDocument(ctx context.Context, f Fetcher, id string) (*Document, error) {
	u, err := parseWeb(id)
	if err != nil {
		return nil, fmt.Errorf("issuer %.200q: %w", id, err)
	}
	u.Fragment = "" // fragments do not travel
	return fetchDocument(ctx, f, u.String(), acceptProfile, id)
}

// FetchJWKS gets the key set of the authority of an https issuer.
// Where the authority answers that it has none (404 or 410), no key is listed there:
// the error wraps ErrNotBound. Everything else that comes between wraps
// ErrUnresolvable, for then nobody knows; or ErrMalformed.
func FetchJWKS(ctx context.Context, f Fetcher, issuer string) (*KeySet, error) {
	at, err := JWKSURL(issuer)
	if err != nil {
		return nil, err
	}
	resp, err := fetchKeys(ctx, f, at, acceptJWKS, 404, 410)
	if err != nil {
		return nil, err
	}
	if resp.Status != 200 {
		return nil, fmt.Errorf("%w: there is no key set at %.200s (status %d)", ErrNotBound, at, resp.Status)
	}
	set, err := ParseKeySet(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("key set of %.200s: %w", issuer, err)
	}
	return set, nil
}

// FetchJWK gets the single JWK to which the kid of a token leads, if that is an
// address at the issuer's own origin; no other is asked. It tells which key is
// meant, and nothing about whose it is: many may write to one host. BindKey and
// BindJWKSKey find out whether the issuer lists it.
//
// OB 3.0 8.2.4.1: kid is a URI that leads to a JWK. Errors wrap ErrNotBound for
// addresses elsewhere, for those where no key is, and for keys that name another
// issuer; ErrUnresolvable where it could not be found out what is there.
func FetchJWK(ctx context.Context, f Fetcher, issuer, kid string) (JWK, error) {
	u, err := parseWeb(kid)
	if err != nil {
		return JWK{}, fmt.Errorf("key %.200q: %w", kid, err)
	}
	if u.Path != "" && path.Clean(u.Path) != u.Path {
		return JWK{}, fmt.Errorf("%w: %.200q is no address as it is published", ErrNotBound, kid)
	}
	home := issuer
	if strings.HasPrefix(issuer, "did:web:") {
		if home, err = WebURL(issuer); err != nil {
			return JWK{}, fmt.Errorf("issuer %.200q: %w", issuer, err)
		}
	}
	if _, err := parseWeb(home); err != nil || !sameOrigin(home, kid) {
		return JWK{}, fmt.Errorf("%w: the key %.200q is not kept where %.200q is", ErrNotBound, kid, issuer)
	}
	u.Fragment = "" // fragments do not travel
	resp, err := fetchKeys(ctx, f, u.String(), acceptJWK, 404, 410)
	if err != nil {
		return JWK{}, err
	}
	if resp.Status != 200 {
		return JWK{}, fmt.Errorf("%w: there is no key at %.200s (status %d)", ErrNotBound, kid, resp.Status)
	}
	v, err := jsonld.Parse(resp.Body, jsonld.Limits{})
	if err != nil {
		return JWK{}, fmt.Errorf("%w: what is at %.200s is no key: %s", ErrNotBound, kid, err.Error())
	}
	k, err := ParseJWK(v)
	if err != nil {
		return JWK{}, fmt.Errorf("%w: what is at %.200s is no key that counts: %w", ErrNotBound, kid, err)
	}
	if k.Issuer != "" && k.Issuer != issuer {
		return JWK{}, fmt.Errorf("%w: the key at %.200s is that of %.200q", ErrNotBound, kid, k.Issuer)
	}
	return k, nil
}

// JWKSURL tells where the authority of an https issuer publishes its keys.
//
// OB 3.0 implementation guide: https://{authority of issuer.id}/.well-known/jwks.json.
func JWKSURL(issuer string) (string, error) {
	u, err := parseWeb(issuer)
	if err != nil {
		return "", fmt.Errorf("issuer %.200q: %w", issuer, err)
	}
	return u.Scheme + "://" + u.Host + "/.well-known/jwks.json", nil
}

// parseWeb reads an absolute http or https URL without user or other ornament.
// Whether http will do is the Fetcher's decision.
func parseWeb(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: not a URL", ErrMalformed)
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("%w: not an https URL", ErrUnsupported)
	case u.Host == "" || u.User != nil || u.Opaque != "":
		return nil, fmt.Errorf("%w: a URL with a host and without a user is wanted", ErrMalformed)
	}
	return u, nil
}

// fetchDocument gets and parses the document at url, which must be about id.
func fetchDocument(ctx context.Context, f Fetcher, at, accept, id string) (*Document, error) {
	resp, err := fetchKeys(ctx, f, at, accept)
	if err != nil {
		return nil, err
	}
	v, err := jsonld.Parse(resp.Body, jsonld.Limits{})
	if err != nil {
		return nil, fmt.Errorf("document at %.200s: %w: %s", at, ErrUnresolvable, err.Error())
	}
	doc, err := ParseDocument(v)
	if err != nil {
		return nil, fmt.Errorf("document at %.200s: %w: %s", at, ErrUnresolvable, err.Error())
	}
	// DID Core 5.1.1, Controlled Identifiers 3.2: the id is the one asked for.
	if doc.ID != id {
		return nil, fmt.Errorf("document at %.200s: %w: %w: %.200q, not %.200q", at, ErrUnresolvable, ErrOtherSubject, doc.ID, id)
	}
	return doc, nil
}

// fetchKeys gets something that keys are read from. Whoever can redirect us
// elsewhere must not be able to choose the keys, so the answer must come from
// the origin that was asked. Beside 200 it is for the caller to say which answers
// say something.
func fetchKeys(ctx context.Context, f Fetcher, at, accept string, also ...int) (*Response, error) {
	if f == nil {
		return nil, fmt.Errorf("%w: %w", ErrUnresolvable,
			&FetchError{URL: at, Blocked: true, Err: errors.New("no access to the network was given")})
	}
	resp, err := f.Fetch(ctx, at, accept)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnresolvable, err)
	}
	if !sameOrigin(at, resp.URL) {
		return nil, fmt.Errorf("%w: %.200s was redirected to another origin, %.200s; keys are read only where the issuer keeps them", ErrUnresolvable, at, resp.URL)
	}
	if resp.Status != 200 && !slices.Contains(also, resp.Status) {
		return nil, fmt.Errorf("%w: %.200s answered with status %d", ErrUnresolvable, at, resp.Status)
	}
	return resp, nil
}

// sameOrigin compares scheme, host and port, however they are written.
func sameOrigin(a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	return errA == nil && errB == nil && origin(u) == origin(v)
}

func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	// RFC 3986 6.2.2.1, RFC 5890 2.3.2.1: a host has no case, and one form in ASCII.
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return u.Scheme + "://" + host + ":" + port
}
