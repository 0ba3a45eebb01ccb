package dataintegrity_test

import (
	"crypto"
	"crypto/elliptic"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/dataintegrity"
	"blazon/jsonld"
)

// A batch signs what Suites.Sign signs. (ECDSA without randomness is
// deterministic, too.)
func TestBatch(t *testing.T) {
	p := processor(t)
	suites := dataintegrity.Default()
	for name, signer := range map[string]crypto.Signer{"eddsa-rdfc-2022": ed(1), "ecdsa-rdfc-2019": ec(elliptic.P256())} {
		issuer, method, _ := identity(t, signer.Public())
		model := parse(t, []byte(credential(issuer)))
		batch, err := suites.NewBatch(p, model, name, signer)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			id := jsonld.NewString(fmt.Sprint("urn:uuid:", i))
			doc := model.With("id", id).With("credentialSubject", model.Get("credentialSubject").With("id", id))
			opt := dataintegrity.Options{VerificationMethod: method, Created: now}
			got, err := batch.Sign(ctx, doc, opt)
			if err != nil {
				t.Fatal(err)
			}
			want, err := suites.Sign(ctx, p, doc.JSON(), name, signer, opt)
			if diff := cmp.Diff(string(want), string(got)); diff != "" || err != nil {
				t.Errorf("%s: %v (-single +batch)\n%s", name, err, diff)
			}
		}
	}
	t.Run("with no key", func(t *testing.T) {
		if b, err := suites.NewBatch(p, jsonld.NewObject(), "eddsa-rdfc-2022", nil); err == nil {
			t.Errorf("NewBatch = %v", b)
		}
	})
	t.Run("a document that cannot be signed", func(t *testing.T) {
		issuer, method, _ := identity(t, ed(1).Public())
		model := parse(t, []byte(credential(issuer)))
		batch, err := suites.NewBatch(p, model, "eddsa-rdfc-2022", ed(1))
		if err != nil {
			t.Fatal(err)
		}
		opt := dataintegrity.Options{VerificationMethod: method}
		if signed, err := batch.Sign(ctx, model.With("honours", jsonld.NewString("x")), opt); err == nil {
			t.Errorf("signed %s", signed)
		}
		if _, err := batch.Sign(ctx, model, opt); err != nil {
			t.Errorf("after it: %v", err)
		}
	})
}
