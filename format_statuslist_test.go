package blazon_test

import (
	"testing"

	"blazon"
	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
)

// TestStatusListIsLookedAt: whoever brings a list learns whether it is genuine.
func TestStatusListIsLookedAt(t *testing.T) {
	key, issuer, method := signer(t, 1)
	doc, err := statuslist.Prepare(statuslist.Credential{ID: "https://scouts.example/list", Issuer: issuer, Purpose: statuslist.Revocation, List: statuslist.New(statuslist.MinEntries), ValidFrom: now, ValidUntil: now.AddDate(0, 1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	text, err := dataintegrity.Default().Sign(t.Context(), &jsonld.Processor{Contexts: jsonld.Pinned()}, doc.Bytes(), "eddsa-rdfc-2022", key, dataintegrity.Options{VerificationMethod: method, Created: now})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := verify(t, text, nil)
	if r.Verdict != vc.Invalid || r.Kind != "Bitstring Status List" || r.Check(vc.CheckFormat).Code != vc.UnsupportedFormat {
		t.Errorf("%s %s", r.Verdict, r.Kind)
	}
	for _, name := range []string{vc.CheckContext, vc.CheckSchema, vc.CheckProof, vc.CheckIssuer, vc.CheckTime} {
		if c := r.Check(name); c.Result != vc.Pass {
			t.Errorf("%s is %s", name, c.Result)
		}
	}
}

// TestProofOnlyIsNeverValid: whoever asks for the proof alone gets no verdict on a
// badge, of whatever version.
func TestProofOnlyIsNeverValid(t *testing.T) {
	for name, input := range map[string][]byte{
		"3.0": []byte(signed(t)), "3.0 as a token": []byte(compact(t)), "2.0": []byte(hostedText), "1.0": []byte(oldText), "in a picture": bakedPNG(t, ob3(signed(t))),
		"in a code": drawnCode(t, compact(t)),
	} {
		r, err := blazon.Verify(t.Context(), &vc.Verifier{Fetcher: &site{documents: hostedSite()}, Now: clock}, input, vc.Options{ProofOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != vc.Indeterminate || !r.ProofOnly {
			t.Errorf("%s: %s, marked %t\n%s", name, r.Verdict, r.ProofOnly, lines(r))
		}
	}
}
