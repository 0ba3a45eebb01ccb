package dataintegrity_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/jsonld"
)

// reopen changes what is in the derived proof of a document.
func reopen(t *testing.T, doc string, change func(*dataintegrity.Changes)) string {
	t.Helper()
	v := parse(t, []byte(doc))
	proof := v.Get("proof").Items()[0]
	value, err := dataintegrity.Reopened(proof.Get("proofValue").Str(), change)
	if err != nil {
		t.Fatal(err)
	}
	return string(v.With("proof", proof.With("proofValue", jsonld.NewString(value))).JSON())
}

// TestAbuse_SIG_18_Disclosure is what a holder can do with a badge of several
// parts beside changing its text.
func TestAbuse_SIG_18_Disclosure(t *testing.T) {
	p := processor(t)
	signed, key := based(t, p, []string{"/issuer", "/credentialSubject/achievement"})
	shown := derive(t, p, signed, "/evidence", "/name")
	if err := verify(t, p, shown, 0, key, expect); err != nil {
		t.Fatal(err)
	}
	other, _ := based(t, p, []string{"/issuer", "/credentialSubject/achievement"})
	foreign := parse(t, []byte(derive(t, p, other, "/evidence", "/name"))).Get("proof").Items()[0].Get("proofValue").Str()
	tests := map[string]func(c *dataintegrity.Changes){
		"a signature less":                      func(c *dataintegrity.Changes) { c.Signatures = c.Signatures[1:] },
		"a signature more":                      func(c *dataintegrity.Changes) { c.Signatures = append(c.Signatures, c.Signatures[0]) },
		"no signatures":                         func(c *dataintegrity.Changes) { c.Signatures = nil },
		"two signatures that change places":     func(c *dataintegrity.Changes) { c.Signatures[0], c.Signatures[1] = c.Signatures[1], c.Signatures[0] },
		"no mandatory statements":               func(c *dataintegrity.Changes) { c.Mandatory = nil },
		"a mandatory statement less":            func(c *dataintegrity.Changes) { c.Mandatory = c.Mandatory[1:] },
		"a mandatory statement beyond the end":  func(c *dataintegrity.Changes) { c.Mandatory = append(c.Mandatory, 9999) },
		"a mandatory statement twice":           func(c *dataintegrity.Changes) { c.Mandatory = append(c.Mandatory, c.Mandatory[len(c.Mandatory)-1]) },
		"mandatory statements in another order": func(c *dataintegrity.Changes) { slices.Reverse(c.Mandatory) },
		"a label less":                          func(c *dataintegrity.Changes) { delete(c.Labels, 0) },
		"a label more":                          func(c *dataintegrity.Changes) { c.Labels[uint64(len(c.Labels))] = make([]byte, 32) },
		"a label under another number":          func(c *dataintegrity.Changes) { c.Labels[99] = c.Labels[0]; delete(c.Labels, 0) },
		"a short label":                         func(c *dataintegrity.Changes) { c.Labels[0] = c.Labels[0][1:] },
		"two labels that change places":         func(c *dataintegrity.Changes) { c.Labels[0], c.Labels[1] = c.Labels[1], c.Labels[0] },
		"the key of the statements is another":  func(c *dataintegrity.Changes) { c.PublicKey[5] ^= 1 },
		"the signature of the issuer changed":   func(c *dataintegrity.Changes) { c.BaseSignature[5] ^= 1 },
		"a short key":                           func(c *dataintegrity.Changes) { c.PublicKey = c.PublicKey[:34] },
		"a short signature":                     func(c *dataintegrity.Changes) { c.Signatures[0] = c.Signatures[0][:63] },
		"a long signature of the issuer":        func(c *dataintegrity.Changes) { c.BaseSignature = append(c.BaseSignature, 0) },
		"statements of the same text of another badge": func(c *dataintegrity.Changes) {
			_, _ = dataintegrity.Reopened(foreign, func(f *dataintegrity.Changes) { c.Signatures, c.Labels = f.Signatures, f.Labels })
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			if err := verify(t, p, reopen(t, shown, change), 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v, want ErrProofInvalid", err)
			}
		})
	}
	t.Run("one node shown as two", func(t *testing.T) { splitNode(t, p) })
	t.Run("a part taken out of what is shown", func(t *testing.T) {
		v := parse(t, []byte(shown))
		if err := verify(t, p, string(v.Without("name").JSON()), 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
			t.Errorf("err = %v, want ErrProofInvalid", err)
		}
	})
	t.Run("what was not shown put back", func(t *testing.T) {
		v := parse(t, []byte(shown)).With("validFrom", jsonld.NewString("2026-01-01T00:00:00Z"))
		if err := verify(t, p, string(v.JSON()), 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
			t.Errorf("err = %v, want ErrProofInvalid", err)
		}
	})
	t.Run("time that has not come", func(t *testing.T) {
		if err := verify(t, p, shown, 0, key, dataintegrity.Expect{Now: now.Add(-time.Hour)}); !errors.Is(err, dataintegrity.ErrNotYet) || errors.Is(err, dataintegrity.ErrProofInvalid) {
			t.Errorf("err = %v, want ErrNotYet", err)
		}
	})
}

// splitNode gives two nodes one label, so that the statements of one evidence
// would be those of two: its narrative without its name.
func splitNode(t *testing.T, p *jsonld.Processor) {
	signed, key := based(t, p, []string{"/issuer"})
	shown := derive(t, p, signed, "/evidence/0")
	v := parse(t, []byte(shown))
	evidence := v.Get("evidence").Items()[0]
	halves := jsonld.NewArray(evidence.Without("name"), evidence.Without("narrative"))
	split := string(v.With("evidence", halves).JSON())
	label := func(c *dataintegrity.Changes) {
		for n, mac := range c.Labels {
			if n > 0 {
				c.Labels[uint64(len(c.Labels))] = mac
				break
			}
		}
	}
	for name, doc := range map[string]string{"with a label twice": reopen(t, split, label), "with a label less": split} {
		if err := verify(t, p, doc, 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
			t.Errorf("%s: %v, want ErrProofInvalid", name, err)
		}
	}
}

// TestAbuse_DI_10_Disclosure is about proof values that are no CBOR, or more
// than what is needed of it.
func TestAbuse_DI_10_Disclosure(t *testing.T) {
	p := processor(t)
	signed, key := based(t, p, nil)
	shown := derive(t, p, signed)
	v := parse(t, []byte(shown))
	proof := v.Get("proof").Items()[0]
	good, err := base64.RawURLEncoding.DecodeString(proof.Get("proofValue").Str()[1:])
	if err != nil {
		t.Fatal(err)
	}
	cbor := func(hexText string) string {
		b, err := hex.DecodeString(strings.ReplaceAll(hexText, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		return "u" + base64.RawURLEncoding.EncodeToString(append([]byte{0xd9, 0x5d, 0x01}, b...))
	}
	encode := func(b []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(b) }
	for name, value := range map[string]string{
		"nothing":                         "",
		"a prefix":                        "u",
		"base58":                          "z" + proof.Get("proofValue").Str()[1:],
		"a header alone":                  encode([]byte{0xd9, 0x5d, 0x01}),
		"half a header":                   encode([]byte{0xd9, 0x5d}),
		"another header":                  encode(append([]byte{0xd9, 0x5d, 0x02}, good[3:]...)),
		"cut off":                         encode(good[:len(good)-1]),
		"with something behind":           encode(append(slices.Clone(good), 0)),
		"an array of nothing":             cbor("80"),
		"an array of four":                cbor("84 40 40 80 a0"),
		"an array of six":                 cbor("86 40 40 80 a0 80 80"),
		"a map":                           cbor("a0"),
		"a tag":                           cbor("c0 85 40 40 80 a0 80"),
		"an array without length":         cbor("9f 40 40 80 a0 80 ff"),
		"an array that claims to be huge": cbor("85 40 40 9b 00ffffffffffffff"),
		"bytes that claim to be huge":     cbor("85 5b 00ffffffffffffff"),
		"numbers for bytes":               cbor("85 83010203 40 80 a0 80"),
		"texts for bytes":                 cbor("85 60 60 80 a0 80"),
		"a label twice":                   cbor("85 40 40 80 a2 00 40 00 40 80"),
		"negative places":                 cbor("85 40 40 80 a0 81 20"),
		"places that are fractions":       cbor("85 40 40 80 a0 81 f93c00"),
		"too many levels":                 cbor("85 40 40 8181818181 a0 80"),
		"too long":                        "u" + strings.Repeat("A", 70_000),
	} {
		t.Run(name, func(t *testing.T) {
			changed := v.With("proof", proof.With("proofValue", jsonld.NewString(value)))
			start := time.Now()
			err := dataintegrity.Default().Verify(ctx, p, changed, changed.Get("proof"), key, expect)
			if !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v, want ErrProofInvalid", err)
			}
			if took := time.Since(start); took > 50*time.Millisecond {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestDeriveRefuses(t *testing.T) {
	p := processor(t)
	signed, _ := based(t, p, []string{"/issuer"})
	suites := dataintegrity.Default()
	shown := derive(t, p, signed, "/name")
	plain, _ := sealed(t, p, dataintegrity.Options{})
	nothing, _ := based(t, p, []string{})
	many := make([]string, 1001)
	tests := []struct {
		name, doc string
		show      dataintegrity.Selection
		want      error
	}{
		{"a member that is not there", string(signed), dataintegrity.Selection{Pointers: []string{"/nothing"}}, dataintegrity.ErrPointer},
		{"an item that is not there", string(signed), dataintegrity.Selection{Pointers: []string{"/evidence/2"}}, dataintegrity.ErrPointer},
		{"an item after the last", string(signed), dataintegrity.Selection{Pointers: []string{"/evidence/-"}}, dataintegrity.ErrPointer},
		{"an item with a zero before it", string(signed), dataintegrity.Selection{Pointers: []string{"/evidence/01"}}, dataintegrity.ErrPointer},
		{"below a text", string(signed), dataintegrity.Selection{Pointers: []string{"/name/x"}}, dataintegrity.ErrPointer},
		{"no pointer", string(signed), dataintegrity.Selection{Pointers: []string{"name"}}, dataintegrity.ErrPointer},
		{"a stray tilde", string(signed), dataintegrity.Selection{Pointers: []string{"/na~2me"}}, dataintegrity.ErrPointer},
		{"nothing at all", string(nothing), dataintegrity.Selection{}, dataintegrity.ErrPointer},
		{"a proof that is derived already", shown, dataintegrity.Selection{Pointers: []string{"/name"}}, dataintegrity.ErrMalformed},
		{"a proof of another suite", plain, dataintegrity.Selection{Pointers: []string{"/name"}}, dataintegrity.ErrMissing},
		{"a second base proof", string(signed), dataintegrity.Selection{Proof: 1}, dataintegrity.ErrMissing},
		{"a document that was changed", replace(t, string(signed), "Knots", "Boats"), dataintegrity.Selection{Pointers: []string{"/name"}}, dataintegrity.ErrProofInvalid},
		{"a document with something more", replace(t, string(signed), `"name":"Knots"`, `"image":{"id":"https://evil.example/x.png","type":"Image"},"name":"Knots"`), dataintegrity.Selection{Pointers: []string{"/name"}}, dataintegrity.ErrProofInvalid},
		{"text", "x", dataintegrity.Selection{}, nil},
		{"too many pointers", string(signed), dataintegrity.Selection{Pointers: many}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := suites.Derive(ctx, p, []byte(tt.doc), tt.show)
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || got != nil {
				t.Errorf("Derive = %.200s, %v, want %v", got, err, tt.want)
			}
		})
	}
	if _, err := suites[:1].Derive(ctx, p, signed, dataintegrity.Selection{}); !errors.Is(err, dataintegrity.ErrUnsupported) {
		t.Errorf("a table without the suite: %v", err)
	}
}

// What a holder must not hide is shown without being asked for: above all, where
// the issuer would say that it took the badge back.
func TestMandatory(t *testing.T) {
	doc := parse(t, []byte(`{"issuer":"urn:i","validFrom":"x","validUntil":"y","credentialStatus":{"id":"z"},"evidence":[],"image":{},"awardedDate":"x","a/b":1,
		"credentialSubject":{"id":"urn:s","achievement":{},"result":[],"role":"x","narrative":"x"}}`))
	got := dataintegrity.Mandatory(doc)
	for _, pointer := range []string{"/issuer", "/validFrom", "/validUntil", "/credentialStatus", "/credentialSubject/id", "/credentialSubject/achievement", "/credentialSubject/result", "/credentialSubject/role", "/awardedDate", "/a~1b"} {
		if !slices.Contains(got, pointer) {
			t.Errorf("%s is not mandatory", pointer)
		}
	}
	for _, pointer := range []string{"/evidence", "/image", "/credentialSubject/narrative", "/credentialSubject/identifier"} {
		if slices.Contains(got, pointer) {
			t.Errorf("%s is mandatory", pointer)
		}
	}
	several := dataintegrity.Mandatory(parse(t, []byte(`{"issuer":"urn:i","credentialSubject":[{"id":"urn:s"}]}`)))
	if !slices.Equal(several, []string{"/issuer", "/credentialSubject"}) {
		t.Errorf("of several subjects %q are mandatory", several)
	}
}

// TestAbuse_DI_07_Suites builds a chain of every suite on one of each other, and
// takes its first part away.
func TestAbuse_DI_07_Suites(t *testing.T) {
	p := processor(t)
	suites := dataintegrity.Default()
	first, firstKey := sealed(t, p, dataintegrity.Options{ID: "urn:uuid:a", Created: now})
	for _, s := range signings(t, p) {
		name, _, _ := strings.Cut(s.name, " ")
		if name == "Ed25519Signature2020" {
			continue // its proofs have no previousProof
		}
		t.Run(s.name, func(t *testing.T) {
			signer := signerOf(s.name)
			_, method, _ := identity(t, signer.Public())
			doc, err := suites.Sign(ctx, p, []byte(first), name, signer, dataintegrity.Options{
				VerificationMethod: method, Created: now, ID: "urn:uuid:b", PreviousProof: []string{"urn:uuid:a"},
			})
			if err != nil {
				t.Fatal(err)
			}
			if name == "ecdsa-sd-2023" {
				doc = []byte(derive(t, p, doc, "/type"))
			}
			v := parse(t, doc)
			if n := len(v.Get("proof").Items()); n != 2 {
				t.Fatalf("%d proofs", n)
			}
			key := unproven(t, method)
			proofs := v.Get("proof").Items()
			if err := suites.Verify(ctx, p, v, proofs[1], key, expect); err != nil {
				t.Errorf("the chain: %v", err)
			}
			if name != "ecdsa-sd-2023" { // what is shown is less than what the first signed
				if err := suites.Verify(ctx, p, v, proofs[0], firstKey, expect); err != nil {
					t.Errorf("the first: %v", err)
				}
			}
			for what, changed := range map[string]*jsonld.Value{
				"without the first":        v.With("proof", jsonld.NewArray(proofs[1])),
				"with another first":       v.With("proof", jsonld.NewArray(proofs[0].With("created", jsonld.NewString("2026-01-01T00:00:00Z")), proofs[1])),
				"without naming the first": v.With("proof", jsonld.NewArray(proofs[0], proofs[1].Without("previousProof"))),
			} {
				proof := changed.Get("proof").Items()[len(changed.Get("proof").Items())-1]
				if err := suites.Verify(ctx, p, changed, proof, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
					t.Errorf("%s: %v, want ErrProofInvalid", what, err)
				}
			}
		})
	}
}

// TestAbuse_DI_08_Contexts: proofs over JCS repeat the context they were made
// under. It must begin that of the document.
func TestAbuse_DI_08_Contexts(t *testing.T) {
	p := processor(t)
	issuer, method, key := identity(t, ed(1).Public())
	b, err := dataintegrity.Default().Sign(ctx, p, []byte(credential(issuer)), "eddsa-jcs-2022", ed(1), dataintegrity.Options{VerificationMethod: method})
	if err != nil {
		t.Fatal(err)
	}
	const both = `["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`
	const evil = `["https://evil.example/v1","https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`
	v := parse(t, b)
	with := func(document, proof string) *jsonld.Value {
		changed := v.Get("proof").Items()[0].Without("@context")
		if proof != "" {
			changed = changed.With("@context", parse(t, []byte(proof)))
		}
		return v.With("@context", parse(t, []byte(document))).With("proof", changed)
	}
	tests := []struct {
		name string
		doc  *jsonld.Value
		want error
	}{
		{"as signed", with(both, both), nil},
		{"one more behind", with(strings.Replace(both, "]", `,"https://example.org/v1"]`, 1), both), nil},
		{"one more before", with(evil, both), dataintegrity.ErrProofInvalid},
		{"one more before, in both", with(evil, evil), dataintegrity.ErrProofInvalid},
		{"one less in the document", with(`["https://www.w3.org/ns/credentials/v2"]`, both), dataintegrity.ErrProofInvalid},
		{"one less in the proof", with(both, `["https://www.w3.org/ns/credentials/v2"]`), dataintegrity.ErrProofInvalid},
		{"none in the proof", with(both, ""), dataintegrity.ErrProofInvalid},
		{"an empty one in the proof", with(both, "[]"), dataintegrity.ErrProofInvalid},
		{"null in the proof", with(both, "null"), dataintegrity.ErrProofInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := dataintegrity.Default().Verify(ctx, p, tt.doc, tt.doc.Get("proof"), key, expect); !errors.Is(err, tt.want) {
				t.Errorf("err = %v, want %v", err, tt.want)
			}
		})
	}
}

// FuzzProofValueOfDisclosure: whatever the proof says, it does not verify unless
// it is the right one, and reading it neither panics nor grows.
func FuzzProofValueOfDisclosure(f *testing.F) {
	p := processor(f)
	// A fuzzer has several processes, each of which must make the same proof.
	inner, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{5}, 32))
	if err != nil {
		f.Fatal(err)
	}
	issuer, method, key := identity(f, p256().Public())
	signed, err := dataintegrity.WithSecrets([32]byte{6}, inner).Sign(ctx, p, []byte(withEvidence(issuer)), "ecdsa-sd-2023", p256(), dataintegrity.Options{VerificationMethod: method, Created: now})
	if err != nil {
		f.Fatal(err)
	}
	v := parse(f, []byte(derive(f, p, signed, "/evidence/0")))
	proof := v.Get("proof").Items()[0]
	good := proof.Get("proofValue").Str()
	raw, err := base64.RawURLEncoding.DecodeString(good[1:])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:40])
	f.Add([]byte{0xd9, 0x5d, 0x01, 0x85, 0x40, 0x40, 0x80, 0xa0, 0x80})
	f.Add([]byte{0xd9, 0x5d, 0x00, 0x85, 0x40, 0x40, 0x40, 0x80, 0x80})
	f.Fuzz(func(t *testing.T, b []byte) {
		value := "u" + base64.RawURLEncoding.EncodeToString(b)
		err := dataintegrity.Default().Verify(ctx, p, v, proof.With("proofValue", jsonld.NewString(value)), key, expect)
		if err == nil && !sameDerived(value, good) {
			t.Errorf("%s verifies", value)
		}
		if _, err := dataintegrity.OpenBase(value); err == nil {
			_, _ = dataintegrity.Default().Derive(ctx, p, v.With("proof", proof.With("proofValue", jsonld.NewString(value))).JSON(), dataintegrity.Selection{})
		}
	})
}

// sameDerived compares two proofs that may be encoded in several ways, but for
// the twins of their signatures.
func sameDerived(a, b string) bool {
	x, errX := dataintegrity.OpenDerived(a)
	y, errY := dataintegrity.OpenDerived(b)
	return errX == nil && errY == nil && x.PublicKey == y.PublicKey && slices.Equal(x.Mandatory, y.Mandatory) && len(x.Signatures) == len(y.Signatures)
}

// FuzzPointer: what pointers select is a part of the document, or an error.
func FuzzPointer(f *testing.F) {
	p := processor(f)
	signed, key := based(f, p, nil)
	for _, s := range []string{"", "/", "/name", "/evidence/0", "/evidence/-1", "/~01", "/@context/0", "/proof"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pointer string) {
		shown, err := dataintegrity.Default().Derive(ctx, p, signed, dataintegrity.Selection{Pointers: []string{pointer}})
		if err != nil {
			return
		}
		if err := verify(t, p, string(shown), 0, key, expect); err != nil {
			t.Errorf("%q: %v", pointer, err)
		}
	})
}

// TestAbuse_DI_10_Statements signs and shows a document of many statements: the
// work is in proportion to them, and what would be too much is refused.
func TestAbuse_DI_10_Statements(t *testing.T) {
	p := processor(t)
	k := p256()
	issuer, method, key := identity(t, k.Public())
	of := func(n int) []byte {
		var evidence []string
		for i := range n {
			evidence = append(evidence, fmt.Sprintf(`{"id":"urn:uuid:%d","type":["Evidence"],"name":"Number %d"}`, i, i))
		}
		return []byte(replace(t, credential(issuer), `"name":"Knots & Boats"`, `"name":"Knots & Boats","evidence":[`+strings.Join(evidence, ",")+`]`))
	}
	opt := dataintegrity.Options{VerificationMethod: method, Created: now}
	start := time.Now()
	signed, err := dataintegrity.Default().Sign(ctx, p, of(200), "ecdsa-sd-2023", k, opt)
	if err != nil {
		t.Fatal(err)
	}
	shown := derive(t, p, signed, "/evidence")
	if err := verify(t, p, shown, 0, key, expect); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("600 statements took %v", took)
	}
	var limit *jsonld.LimitError
	if _, err := dataintegrity.Default().Sign(ctx, p, of(400), "ecdsa-sd-2023", k, opt); !errors.As(err, &limit) {
		t.Errorf("1200 statements: %v, want a LimitError", err)
	}
	short, cancel := context.WithCancel(ctx)
	cancel()
	v := parse(t, []byte(shown))
	if err := dataintegrity.Default().Verify(short, p, v, v.Get("proof").Items()[0], key, expect); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits any more: %v", err)
	}
}
