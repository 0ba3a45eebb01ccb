package vcapi_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/internal/vcapi"
	"blazon/jsonld"
	"blazon/vcjwt"
)

const v2 = "https://www.w3.org/ns/credentials/v2"

// present signs a presentation of credentials as their holder, whose key is that of
// a suite.
func present(t testing.TB, suite string, doc object) object {
	t.Helper()
	k := keys()[suite]
	p := &jsonld.Processor{Contexts: jsonld.Pinned(), InlineContexts: true}
	signed, err := dataintegrity.Default().Sign(t.Context(), p, []byte(marshal(t, doc)), k.Suite.Cryptosuite, k.Signer, dataintegrity.Options{
		VerificationMethod: k.Method, Created: now.Add(-time.Minute), Purpose: "authentication", Domain: "verifier.example", Challenge: "123456789",
	})
	if err != nil {
		t.Fatal(err)
	}
	var out object
	if err := json.Unmarshal(signed, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// presentation is one without credentials.
func presentation(suite string) object {
	return object{"@context": []any{v2}, "type": []any{"VerifiablePresentation"}, "holder": keys()[suite].DID}
}

func TestPresentations(t *testing.T) {
	c := serve(t, nil)
	const suite = "eddsa-rdfc-2022"
	vc := c.issue(suite, credential(suite), nil)
	jwt := c.issue("jwt-es256", credential("jwt-es256"), nil)
	asked := object{"domain": "verifier.example", "challenge": "123456789"}
	verify := func(vp any, options object) (int, map[string]any) {
		return c.post("/"+suite+"/presentations/verify", object{"verifiablePresentation": vp, "options": options})
	}
	with := func(edit func(object)) object {
		doc := presentation(suite)
		doc["verifiableCredential"] = []any{vc}
		edit(doc)
		return present(t, suite, doc)
	}
	onlyProof := object{"domain": asked["domain"], "challenge": asked["challenge"], "checks": []any{"proof"}}
	good := map[string]object{
		"nothing in it":          present(t, suite, presentation(suite)),
		"a credential":           with(func(object) {}),
		"two":                    with(func(d object) { d["verifiableCredential"] = []any{vc, jwt} }),
		"one that is not listed": with(func(d object) { d["verifiableCredential"] = vc }),
		"no holder":              with(func(d object) { delete(d, "holder") }),
		"a holder that is more":  with(func(d object) { d["holder"] = object{"id": keys()[suite].DID} }),
		"an id":                  with(func(d object) { d["id"] = "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008" }),
		"an inline context": with(func(d object) {
			d["@context"], d["type"] = []any{v2, object{"Show": "https://example.org/#Show"}}, []any{"VerifiablePresentation", "Show"}
		}),
		"with issuer as a holder": with(func(d object) { d["holder"] = keys()[suite].DID }),
	}
	for name, vp := range good {
		for _, options := range []object{asked, onlyProof} {
			if code, out := verify(vp, options); name == "an inline context" && options["checks"] == nil {
				// It could hide what is in the presentation.
				if code != http.StatusBadRequest || !strings.Contains(marshal(t, out), "CONTEXT_NOT_ALLOWED") {
					t.Errorf("%s: %d %v", name, code, out)
				}
			} else if code != http.StatusOK || out["verified"] != true {
				t.Errorf("%s with %v: %d %v", name, options, code, out)
			}
		}
	}
	changed := func(edit func(object)) object {
		vp := clone(t, good["a credential"])
		edit(vp)
		return vp
	}
	unsigned := presentation(suite)
	unsigned["verifiableCredential"] = vc
	inner := clone(t, vc.(object))
	inner["credentialSubject"].(object)["name"] = "Mallory"
	envelope := clone(t, jwt.(object))
	envelope["id"] = "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008"
	bad := map[string]any{
		"unsigned":                  unsigned,
		"a credential":              vc,
		"a text":                    "x",
		"a number":                  4,
		"no context":                changed(func(d object) { delete(d, "@context") }),
		"another context":           changed(func(d object) { d["@context"] = []any{object{"X": "https://example.org/#X"}, v2} }),
		"no type":                   changed(func(d object) { delete(d, "type") }),
		"another type":              changed(func(d object) { d["type"] = []any{"https://example.org/#Show"} }),
		"another holder":            changed(func(d object) { d["holder"] = "did:example:mallory" }),
		"a forged credential":       with(func(d object) { d["verifiableCredential"] = []any{inner} }),
		"one forged of two":         with(func(d object) { d["verifiableCredential"] = []any{vc, inner} }),
		"an envelope without token": with(func(d object) { d["verifiableCredential"] = []any{envelope} }),
		"a holder that is no URL":   changed(func(d object) { d["holder"] = "z6Mk" }),
		"a holder with a name only": changed(func(d object) { d["holder"] = object{"name": "Acme"} }),
	}
	for name, vp := range bad {
		for _, options := range []object{asked, onlyProof} {
			if code, out := verify(vp, options); code != http.StatusBadRequest || out["verified"] != false {
				t.Errorf("%s with %v: %d %v", name, options, code, out)
			}
		}
	}
	for name, options := range map[string]object{
		"another domain":    {"domain": "other.example", "challenge": "123456789"},
		"another challenge": {"domain": "verifier.example", "challenge": "1"},
	} {
		if code, out := verify(good["a credential"], options); code != http.StatusBadRequest {
			t.Errorf("%s: %d %v", name, code, out)
		}
	}
	if code, out := c.verify(suite, good["a credential"], nil); code != http.StatusBadRequest {
		t.Errorf("a presentation in place of a credential: %d %v", code, out)
	}
}

func TestEnvelopedPresentations(t *testing.T) {
	c := serve(t, nil)
	const suite = "jwt-es256"
	k := keys()[suite]
	vp := presentation(suite)
	vp["verifiableCredential"] = []any{c.issue(suite, credential(suite), nil)}
	vp["iss"], vp["aud"], vp["nonce"] = k.DID, "verifier.example", "123456789"
	token, err := vcjwt.SignPayload([]byte(marshal(t, vp)), k.Suite.Algorithm, k.Signer, vcjwt.SignHeader{Kid: k.Method})
	if err != nil {
		t.Fatal(err)
	}
	good := object{"@context": v2, "type": "EnvelopedVerifiablePresentation", "id": "data:application/vp+jwt," + token}
	verify := func(vp any, options object) (int, map[string]any) {
		return c.post("/"+suite+"/presentations/verify", object{"verifiablePresentation": vp, "options": options})
	}
	asked := object{"domain": "verifier.example", "challenge": "123456789"}
	for name, vp := range map[string]any{"enveloped": good, "the token": token} {
		if code, out := verify(vp, asked); code != http.StatusOK {
			t.Errorf("%s: %d %v", name, code, out)
		}
		if code, out := verify(vp, object{"domain": "other.example"}); code != http.StatusBadRequest {
			t.Errorf("%s for somebody else: %d %v", name, code, out)
		}
	}
	for name, edit := range map[string]func(object){
		"no context":      func(d object) { d["@context"] = []any{} },
		"another context": func(d object) { d["@context"] = []any{"https://www.w3.org/ns/credentials/examples/v2"} },
		"no data URL":     func(d object) { d["id"] = token },
		"another type":    func(d object) { d["type"] = []any{"VerifiablePresentation"} },
		"no type":         func(d object) { delete(d, "type") },
	} {
		changed := clone(t, good)
		edit(changed)
		if code, out := verify(changed, asked); code != http.StatusBadRequest || out["verified"] != false {
			t.Errorf("%s: %d %v", name, code, out)
		}
	}
}

// vectors are documents that the W3C publishes as signed, by the endpoint that
// should verify them. The issuer in them is not the owner of the key.
var vectors = map[string][]string{
	"eddsa-rdfc-2022":      {"eddsa/eddsa-rdfc-2022/signedDataInt.json", "eddsa/eddsa-rdfc-2022/employ/signedDataInt.json", "eddsa/proof-set-chain/signedProofSet2.json", "eddsa/proof-set-chain/signedProofChain2.json"},
	"eddsa-jcs-2022":       {"eddsa/eddsa-jcs-2022/signedJCS.json"},
	"ecdsa-rdfc-2019":      {"ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json", "ecdsa/ecdsa-rdfc-2019-p256/employ/signedECDSAP256.json"},
	"ecdsa-rdfc-2019-p384": {"ecdsa/ecdsa-rdfc-2019-p384/signedECDSAP384.json", "ecdsa/ecdsa-rdfc-2019-p384/employ/signedECDSAP384.json"},
	"ecdsa-jcs-2019":       {"ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json"},
	"ecdsa-jcs-2019-p384":  {"ecdsa/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json"},
	"Ed25519Signature2020": {"eddsa/Ed25519Signature2020/signedEdSig.json"},
	"ecdsa-sd-2023":        {"ecdsa/ecdsa-sd-2023/employ/addSignedSDBase.json", "ecdsa/ecdsa-sd-2023/prc/addSignedSDBase.json"},
}

func TestVectors(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "vectors", "w3c-di")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the vectors of the W3C are not at %s", dir)
	}
	citizenship, err := os.ReadFile(filepath.Join("..", "..", "dataintegrity", "testdata", "contexts", "citizenship-v4rc1.jsonld"))
	if err != nil {
		t.Fatal(err)
	}
	c := serve(t, func(s *vcapi.Server) {
		s.Contexts = map[string][]byte{"https://w3id.org/citizenship/v4rc1": citizenship}
	})
	for suite, files := range vectors {
		for _, name := range files {
			text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			var doc any = json.RawMessage(text)
			if suite == "ecdsa-sd-2023" {
				code, out := c.post("/"+suite+"/credentials/derive", object{"verifiableCredential": doc, "options": object{"selectivePointers": []any{"/credentialSubject"}}})
				if code != http.StatusCreated {
					t.Errorf("%s: derive: %d %v", name, code, out)
					continue
				}
				doc = out["verifiableCredential"]
			}
			if code, out := c.verify(suite, doc, onlyProof); code != http.StatusOK {
				t.Errorf("%s: %d %v", name, code, out)
			}
			if code, out := c.verify(suite, doc, nil); code != http.StatusBadRequest || out["verified"] != false {
				t.Errorf("%s of an issuer that does not list the key: %d %v", name, code, out)
			}
			changed := strings.NewReplacer(`"validFrom":"20`, `"validFrom":"21`, `"issuanceDate":"20`, `"issuanceDate":"21`).Replace(marshal(t, doc))
			if changed == marshal(t, doc) {
				changed = strings.Replace(changed, `{`, `{"validFrom":"2100-01-01T00:00:00Z",`, 1)
			}
			if code, out := c.verify(suite, json.RawMessage(changed), onlyProof); code != http.StatusBadRequest {
				t.Errorf("%s changed: %d %v", name, code, out)
			}
		}
	}
}
