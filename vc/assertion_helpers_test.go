package vc_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"blazon/did"
	"blazon/vc"
	"blazon/vcjwt"
)

// The badges of the university in Open Badges 2.0.
const (
	uni2      = "https://uni.example/ob2"
	hostedID  = uni2 + "/a/1"
	badge2    = uni2 + "/badge"
	issuer2   = uni2 + "/issuer"
	key2      = uni2 + "/key"
	revoked2  = uni2 + "/revoked"
	signedID  = "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55"
	contextOB = `"@context":"https://w3id.org/openbadges/v2",`
)

// hosted is a hosted badge of the university.
const hosted = `{` + contextOB + `"type":"Assertion","id":"https://uni.example/ob2/a/1",` +
	`"recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"issuedOn":"2026-01-01T00:00:00Z",` +
	`"badge":"https://uni.example/ob2/badge","verification":{"type":"HostedBadge"},"narrative":"Ten knots"}`

// toSign is a badge of the university before it is signed.
const toSign = `{` + contextOB + `"type":"Assertion","id":"urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55",` +
	`"recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"issuedOn":"2026-01-01T00:00:00Z",` +
	`"badge":"https://uni.example/ob2/badge","verification":{"type":"SignedBadge","creator":"https://uni.example/ob2/key"}}`

const badgeClass2 = `{` + contextOB + `"type":"BadgeClass","id":"https://uni.example/ob2/badge","name":"Knots","description":"Ties knots",` +
	`"image":"https://uni.example/ob2/badge.png","criteria":{"narrative":"Tie ten"},"issuer":"https://uni.example/ob2/issuer"}`

const profile2 = `{` + contextOB + `"type":"Issuer","id":"https://uni.example/ob2/issuer","name":"Example University",` +
	`"url":"https://uni.example","email":"badges@uni.example","publicKey":"https://uni.example/ob2/key"}`

// endorsement2 is a hosted endorsement of the university, of its own badge.
const endorsement2 = `{` + contextOB + `"type":"Endorsement","id":"https://uni.example/ob2/e/1","issuedOn":"2026-01-01T00:00:00Z",` +
	`"issuer":"https://uni.example/ob2/issuer","verification":{"type":"HostedBadge"},"claim":{"id":"https://uni.example/ob2/a/1","endorsementComment":"Good"}}`

// rsaKey is the key of the university. Making one takes a while, so all tests
// have the same.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func keyDocument(t testing.TB, id, owner string, pub crypto.PublicKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return fmt.Sprintf(`{%s"type":"CryptographicKey","id":%q,"owner":%q,"publicKeyPem":%q}`, contextOB, id, owner, text)
}

// sign2 is a badge as a JWS of the university.
func sign2(t testing.TB, payload string) string {
	t.Helper()
	return sign2With(t, payload, "RS256", rsaKey())
}

func sign2With(t testing.TB, payload, alg string, key crypto.Signer) string {
	t.Helper()
	text, err := vcjwt.SignPayload([]byte(payload), alg, key, vcjwt.SignHeader{})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A web answers addresses with documents. Beside those of site, a document may
// be ! and a status, !410 and what is said there, or > and the address that it redirects to.
type web map[string]string

// web2 is the web with what the university publishes, changed by pairs of
// address and document; an empty document takes one away.
func web2(t testing.TB, changes ...string) web {
	t.Helper()
	w := web{
		hostedID: hosted, badge2: badgeClass2, issuer2: profile2,
		key2: keyDocument(t, key2, issuer2, rsaKey().Public()),
	}
	for i := 0; i+1 < len(changes); i += 2 {
		w[changes[i]] = changes[i+1]
	}
	return w
}

func (w web) Fetch(_ context.Context, address, _ string) (*did.Response, error) {
	at := address
	for range 3 {
		to, ok := strings.CutPrefix(w[at], ">")
		if !ok {
			break
		}
		at = to
	}
	if body, gone := strings.CutPrefix(w[at], "!410"); gone {
		return &did.Response{URL: at, Status: 410, Body: []byte(body), FetchedAt: now}, nil
	}
	if status, err := strconv.Atoi(strings.TrimPrefix(w[at], "!")); err == nil && strings.HasPrefix(w[at], "!") {
		return &did.Response{URL: at, Status: status, Body: []byte("no"), FetchedAt: now}, nil
	}
	switch body := w[at]; body {
	case "":
		return &did.Response{URL: at, Status: 404, Body: []byte("not here"), FetchedAt: now}, nil
	case "!down":
		return nil, &did.FetchError{URL: at, Err: errors.New("nobody there")}
	case "!blocked":
		return nil, &did.FetchError{URL: at, Blocked: true, Err: errors.New("a private address")}
	default:
		return &did.Response{URL: at, Status: 200, MediaType: "application/json", Body: []byte(body), FetchedAt: now}, nil
	}
}

// judge2 has a badge judged by the strict profile.
func judge2(t testing.TB, w web, input string) *vc.Report {
	t.Helper()
	return assertionAs(t, w, input, vc.Options{})
}
