package did_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"testing"

	"blazon/did"
)

// A kid that leads to a single JWK tells which key is meant; whether it is the
// issuer's is for the issuer to say.
func TestFetchJWK(t *testing.T) {
	const issuer, kid = "https://uni.example/issuers/7", "https://uni.example/keys/1"
	jwk := mustJWK(t, ed(1).Public())
	f := &web{pages: map[string]page{
		kid:                            {body: jwk},
		"https://uni.example/keys/2":   {body: with(jwk, `"iss":"https://uni.example/issuers/8"`)},
		"https://uni.example/keys/3":   {body: with(jwk, `"iss":"`+issuer+`"`)},
		"https://uni.example/keys/4":   {body: `{"keys":[` + jwk + `]}`},
		"https://uni.example/keys/5":   {body: "<html>"},
		"https://uni.example/keys/6":   {status: 404},
		"https://uni.example/keys/7":   {body: jwk, status: 503},
		"https://evil.example/k.json":  {body: jwk},
		"https://uni.example:8443/k":   {body: jwk},
		"https://example.com/keys/one": {body: jwk},
	}}
	ctx := context.Background()
	for _, good := range []struct{ issuer, kid string }{
		{issuer, kid}, {issuer, kid + "#part"}, {issuer, "https://uni.example/keys/3"}, {"did:web:example.com:x", "https://example.com/keys/one"},
	} {
		k, err := did.FetchJWK(ctx, f, good.issuer, good.kid)
		if err != nil || !ed(1).Public().(ed25519.PublicKey).Equal(k.Public) {
			t.Errorf("FetchJWK(%s, %s) = %v, %v", good.issuer, good.kid, k, err)
		}
	}
	tests := map[string]struct {
		issuer, kid string
		want        error
	}{
		"SIG-06 another host":              {issuer, "https://evil.example/k.json", did.ErrNotBound},
		"SIG-06 a host with a longer name": {issuer, "https://uni.example.evil.example/keys/1", did.ErrNotBound},
		"SIG-06 a user before the host":    {issuer, "https://uni.example@evil.example/keys/1", did.ErrMalformed},
		"SIG-06 a file":                    {issuer, "file:///etc/passwd", did.ErrUnsupported},
		"SIG-06 a path":                    {issuer, "../../dev/null", did.ErrUnsupported},
		"SIG-06 a control character":       {issuer, "https://uni.example/\x00", did.ErrMalformed},
		"another port":                     {issuer, "https://uni.example:8443/k", did.ErrNotBound},
		"another scheme":                   {issuer, "http://uni.example/keys/1", did.ErrNotBound},
		"an issuer that is no address":     {"urn:uuid:1", kid, did.ErrNotBound},
		"an issuer that is a key":          {"did:key:z6Mk", kid, did.ErrNotBound},
		"the key of another issuer":        {issuer, "https://uni.example/keys/2", did.ErrNotBound},
		"a key set":                        {issuer, "https://uni.example/keys/4", did.ErrNotBound},
		"no JSON":                          {issuer, "https://uni.example/keys/5", did.ErrNotBound},
		"SIG-06 a way up":                  {issuer, "https://uni.example/x/../keys/1", did.ErrNotBound},
		"nothing":                          {issuer, "https://uni.example/keys/6", did.ErrNotBound},
		"a host that fails":                {issuer, "https://uni.example/keys/7", did.ErrUnresolvable},
		"nobody there":                     {issuer, "https://uni.example/keys/8", did.ErrUnresolvable},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if k, err := did.FetchJWK(ctx, f, tt.issuer, tt.kid); !errors.Is(err, tt.want) {
				t.Errorf("FetchJWK = %v, %v, want %v", k, err, tt.want)
			}
		})
	}
	for _, asked := range f.asked {
		if asked == "https://evil.example/k.json" || asked == "https://uni.example:8443/k" {
			t.Errorf("%s was asked", asked)
		}
	}
	if _, err := did.FetchJWK(ctx, nil, issuer, kid); !errors.Is(err, did.ErrUnresolvable) {
		t.Errorf("without a network: %v", err)
	}
	// The key is the issuer's only if the issuer says so.
	k, err := did.FetchJWK(ctx, f, issuer, kid)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := did.BindJWKSKey(issuer, []byte(`{"keys":[]}`), k.Public); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("a key that no set lists: %v", err)
	}
	if own, err := did.BindJWKSKey(issuer, []byte(`{"keys":[`+with(jwk, `"iss":"`+issuer+`"`)+`]}`), k.Public); err != nil || !own.Bound() {
		t.Errorf("a key that the set lists: %v, %v", own, err)
	}
}
