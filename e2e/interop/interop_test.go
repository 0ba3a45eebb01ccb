package interop

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vcjwt"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// badge is an unsigned credential that uses a good part of Open Badges 3.0.
const badge = `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "https://uni.example/awards/1",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Knots & Boats",
  "issuer": {"id": "ISSUER", "type": ["Profile"], "name": "Université d'Exemple", "url": "https://uni.example"},
  "validFrom": "2026-01-01T00:00:00Z",
  "validUntil": "2027-01-01T00:00:00Z",
  "awardedDate": "2026-01-01T00:00:00Z",
  "credentialSubject": {
    "id": "urn:uuid:1d7b8e1c-8f0c-4a0b-9d0e-2f6a5b4c3d2e",
    "type": ["AchievementSubject"],
    "identifier": [{"type": "IdentityObject", "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399", "identityType": "emailAddress", "hashed": true, "salt": "Kc"}],
    "achievement": {
      "id": "https://uni.example/badges/1",
      "type": ["Achievement"],
      "achievementType": "Badge",
      "name": "Knots",
      "description": "Ties knots in “rope” of any kind\nand unties them again",
      "criteria": {"narrative": "Tie **ten** knots"},
      "tag": ["knots", "boats", "rope"],
      "image": {"id": "https://uni.example/badges/1/image.png", "type": "Image", "caption": "A bowline"},
      "alignment": [{"type": ["Alignment"], "targetName": "Seamanship", "targetUrl": "https://standards.example/7"}]
    }
  },
  "evidence": [{"id": "https://uni.example/evidence/1", "type": ["Evidence"], "name": "A film", "narrative": "Ten knots in a minute"}]
}`

// signers are our keys, one for each form of proof.
func signers(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]crypto.Signer{"eddsa-rdfc-2022": edKey, "ecdsa-rdfc-2019 P-256": p256, "ecdsa-rdfc-2019 P-384": p384}
}

func processor() *jsonld.Processor { return &jsonld.Processor{Contexts: jsonld.Pinned()} }

// seal signs a badge as the did:key of its signer.
func seal(t *testing.T, doc, suite string, signer crypto.Signer) string {
	t.Helper()
	issuer, method, err := did.KeyDID(signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	suite, _, _ = strings.Cut(suite, " ")
	signed, err := dataintegrity.Default().Sign(context.Background(), processor(), []byte(strings.ReplaceAll(doc, "ISSUER", issuer)), suite, signer,
		dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return string(signed)
}

// TestOursAcceptedByThem signs with our code and has the others judge it, whole
// and with one word changed in each of several places.
func TestOursAcceptedByThem(t *testing.T) {
	changes := map[string][2]string{
		"the name":      {"Knots & Boats", "Knots & Goats"},
		"the recipient": {`urn:uuid:1d7b`, `urn:uuid:1d7c`},
		"the end":       {`2027-01-01`, `2037-01-01`},
		"the proof":     {`"created":"2026-03-01T11`, `"created":"2026-03-01T10`},
	}
	type question struct {
		name string
		want bool
	}
	var questions []question
	var requests []Request
	for suite, signer := range signers(t) {
		signed := seal(t, badge, suite, signer)
		questions = append(questions, question{suite, true})
		requests = append(requests, Request{Op: "verify", Document: json.RawMessage(signed)})
		for what, change := range changes {
			if !strings.Contains(signed, change[0]) {
				t.Fatalf("%s is not in %s", change[0], signed)
			}
			questions = append(questions, question{suite + ", " + what + " changed", false})
			requests = append(requests, Request{Op: "verify", Document: json.RawMessage(strings.Replace(signed, change[0], change[1], 1))})
		}
	}
	for i, answer := range Ask(t, requests...) {
		t.Run(questions[i].name, func(t *testing.T) {
			if answer.Verified != questions[i].want {
				t.Errorf("the others say %v (%s), want %v", answer.Verified, answer.Error, questions[i].want)
			}
			if !answer.Verified && !strings.Contains(answer.Error, "signature") {
				t.Errorf("they refuse it for another reason: %s", answer.Error)
			}
		})
	}
}

// TestStatusListAcceptedByThem does the same with a status list.
func TestStatusListAcceptedByThem(t *testing.T) {
	signer := signers(t)["eddsa-rdfc-2022"]
	list := statuslist.New(0)
	if err := list.Set(7, true); err != nil {
		t.Fatal(err)
	}
	doc, err := statuslist.Prepare(statuslist.Credential{
		ID: "https://uni.example/status/1", Issuer: "ISSUER", Purpose: statuslist.Revocation, List: list,
		ValidFrom: now.Add(-time.Hour), ValidUntil: now.Add(time.Hour), TTL: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	signed := seal(t, string(doc.Bytes()), "eddsa-rdfc-2022", signer)
	changed := strings.Replace(signed, `"ttl":60000`, `"ttl":60001`, 1)
	answers := Ask(t, Request{Op: "verify", Document: json.RawMessage(signed)}, Request{Op: "verify", Document: json.RawMessage(changed)})
	if !answers[0].Verified {
		t.Errorf("the others refuse our status list: %s", answers[0].Error)
	}
	if answers[1].Verified {
		t.Error("the others accept it with another ttl")
	}
}

// TestTheirsAcceptedByUs has the others sign, and verifies it, whole and changed.
func TestTheirsAcceptedByUs(t *testing.T) {
	requests := map[string]Request{
		"eddsa-rdfc-2022":       {Op: "sign", Cryptosuite: "eddsa-rdfc-2022"},
		"ecdsa-rdfc-2019 P-256": {Op: "sign", Cryptosuite: "ecdsa-rdfc-2019", Curve: "P-256"},
		"ecdsa-rdfc-2019 P-384": {Op: "sign", Cryptosuite: "ecdsa-rdfc-2019", Curve: "P-384"},
	}
	var names []string
	var list []Request
	for name, r := range requests {
		r.Document = json.RawMessage(strings.ReplaceAll(badge, `"id": "ISSUER", `, ""))
		names, list = append(names, name), append(list, r)
	}
	for i, answer := range Ask(t, list...) {
		t.Run(names[i], func(t *testing.T) {
			if answer.Error != "" {
				t.Fatalf("the others could not sign: %s", answer.Error)
			}
			if err := verify(t, string(answer.Document)); err != nil {
				t.Errorf("%v\n%s", err, answer.Document)
			}
			changed := strings.Replace(string(answer.Document), "Tie **ten** knots", "Tie **two** knots", 1)
			if err := verify(t, changed); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("with another criterion: %v", err)
			}
		})
	}
}

// verify judges a document from its issuer, as Blazon does.
func verify(t *testing.T, text string) error {
	t.Helper()
	ctx := context.Background()
	doc, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	proofs, err := dataintegrity.Proofs(doc)
	if err != nil {
		return err
	}
	issuer := doc.Get("issuer").Get("id").Str()
	published, err := did.Default(nil).Resolve(ctx, issuer)
	if err != nil {
		return err
	}
	key, err := did.Bind(published, issuer, proofs[0].Get("verificationMethod").Str(), dataintegrity.AssertionMethod, now)
	if err != nil {
		return err
	}
	return dataintegrity.Default().Verify(ctx, processor(), doc, proofs[0], key, dataintegrity.Expect{Now: now})
}

// TestTokens exchanges signed tokens with jose in both directions.
func TestTokens(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	keys := signers(t)
	ours := map[string]crypto.Signer{"EdDSA": keys["eddsa-rdfc-2022"], "ES256": keys["ecdsa-rdfc-2019 P-256"], "RS256": rsaKey}
	doc := strings.ReplaceAll(badge, "ISSUER", "https://uni.example/issuers/7")
	var algs []string
	var requests []Request
	for alg, signer := range ours {
		token, err := vcjwt.Sign([]byte(doc), alg, signer, vcjwt.SignHeader{JWK: signer.Public()})
		if err != nil {
			t.Fatal(err)
		}
		jwk, err := did.EncodeJWK(signer.Public())
		if err != nil {
			t.Fatal(err)
		}
		other := strings.Replace(token, ".", ".e", 1) // the payload becomes another
		algs = append(algs, alg)
		requests = append(requests,
			Request{Op: "verifyJWT", Token: token, JWK: jwk.JSON(), Alg: alg},
			Request{Op: "verifyJWT", Token: other, JWK: jwk.JSON(), Alg: alg},
			Request{Op: "signJWT", Document: json.RawMessage(doc), Alg: alg})
	}
	answers := Ask(t, requests...)
	for i, alg := range algs {
		t.Run(alg, func(t *testing.T) {
			accepted, refused, theirs := answers[3*i], answers[3*i+1], answers[3*i+2]
			if !accepted.Verified {
				t.Errorf("jose refuses our token: %s", accepted.Error)
			}
			if refused.Verified {
				t.Error("jose accepts our token with another payload")
			}
			var claims struct{ Iss, Jti, Sub string }
			if err := json.Unmarshal(accepted.Document, &claims); err != nil || claims.Iss != "https://uni.example/issuers/7" || claims.Jti == "" || claims.Sub == "" {
				t.Errorf("jose reads the claims %+v, %v", claims, err)
			}
			if theirs.Error != "" {
				t.Fatalf("jose could not sign: %s", theirs.Error)
			}
			token, err := vcjwt.Parse(theirs.Token)
			if err != nil {
				t.Fatal(err)
			}
			jwk, err := jsonld.Parse(theirs.JWK, jsonld.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			set := []byte(`{"keys":[` + string(jwk.With("kid", jsonld.NewString("k1")).With("iss", jsonld.NewString("https://uni.example/issuers/7")).JSON()) + `]}`)
			key, err := did.BindJWKS("https://uni.example/issuers/7", set, token.Header.Kid)
			if err != nil {
				t.Fatal(err)
			}
			if err := token.Verify(key); err != nil {
				t.Errorf("we refuse jose's token: %v", err)
			}
		})
	}
}
