package dataintegrity_test

import (
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

// sdVectors are where the W3C shows each step of selective disclosure.
var sdVectors = []struct{ suite, dir, unsigned, mandatory, selective string }{
	{"ecdsa-sd-2023", "ecdsa/ecdsa-sd-2023/prc/", "", "ecdsa/prCredMandatory.json", "ecdsa/prCredSelective.json"},
	{"ecdsa-sd-2023", "ecdsa/ecdsa-sd-2023/employ/", "", "ecdsa/employMandatory.json", "ecdsa/employSelective.json"},
}

// jsMap is how the vectors write maps.
type jsMap[K comparable] struct{ Value [][2]json.RawMessage }

func (m jsMap[K]) entries(t *testing.T) map[K]string {
	t.Helper()
	out := make(map[K]string)
	for _, entry := range m.Value {
		var k K
		var v string
		if err := errors.Join(json.Unmarshal(entry[0], &k), json.Unmarshal(entry[1], &v)); err != nil {
			t.Fatal(err)
		}
		out[k] = v
	}
	return out
}

// load reads a vector.
func load[T any](t *testing.T, name string) (v T) {
	t.Helper()
	if err := json.Unmarshal(vector(t, name), &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// check compares a value of ours with one of the vectors.
func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

type sdSecrets struct {
	BaseKeyPair, ProofKeyPair struct{ PublicKeyMultibase, SecretKeyMultibase string }
	HmacKeyString             string
}

type opened struct {
	BaseSignature, PublicKey, ProofPublicKey, HmacKey string
	Signatures, MandatoryPointers                     []string
}

func multikeyHex(t *testing.T, s string) string {
	t.Helper()
	b, err := did.DecodeMultibase(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

func TestVectorsOfSelectiveDisclosure(t *testing.T) {
	for _, set := range sdVectors {
		t.Run(set.dir, func(t *testing.T) {
			p := processor(t)
			keys := load[sdSecrets](t, "ecdsa/ecdsa-sd-2023/SDKeyMaterial.json")
			raw, err := hex.DecodeString(keys.HmacKeyString)
			if err != nil {
				t.Fatal(err)
			}
			mac := [32]byte(raw)
			signer := secret(t, keys.BaseKeyPair.SecretKeyMultibase)
			inner := secret(t, keys.ProofKeyPair.SecretKeyMultibase).(*ecdsa.PrivateKey)
			suites := dataintegrity.WithSecrets(mac, inner)
			mandatory, selective := load[[]string](t, set.mandatory), load[[]string](t, set.selective)
			theirs := parse(t, vector(t, set.dir+"addSignedSDBase.json"))
			doc := theirs.Without("proof")

			canonical, err := p.Canonize(ctx, doc, 0)
			if err != nil {
				t.Fatal(err)
			}
			check(t, "addBaseDocCanon", strings.SplitAfter(strings.TrimSuffix(string(canonical), "\n"), "\n"), trimLast(load[[]string](t, set.dir+"addBaseDocCanon.json")))
			lines, places, err := dataintegrity.Grouped(ctx, p, doc, mac, mandatory)
			if err != nil {
				t.Fatal(err)
			}
			check(t, "addBaseDocHMACCanon", lines, load[[]string](t, set.dir+"addBaseDocHMACCanon.json"))
			transform := load[struct{ Mandatory, NonMandatory jsMap[int] }](t, set.dir+"addBaseTransform.json")
			first := make(map[int]string)
			rest := make(map[int]string)
			var firstLines []string
			for i, line := range lines {
				if slices.Contains(places, i) {
					first[i], firstLines = line, append(firstLines, line)
				} else {
					rest[i] = line
				}
			}
			check(t, "addBaseTransform: mandatory", first, transform.Mandatory.entries(t))
			check(t, "addBaseTransform: nonMandatory", rest, transform.NonMandatory.entries(t))

			config := parse(t, vector(t, set.dir+"addProofConfig.json")).Without("@context")
			opt := optionsOf(t, config)
			opt.Mandatory = mandatory
			signed, err := suites.Sign(ctx, p, doc.JSON(), "ecdsa-sd-2023", signer, opt)
			if err != nil {
				t.Fatal(err)
			}
			checkSigned(t, signed, theirs)
			proof := parse(t, signed).Get("proof").Items()[0]
			base, err := dataintegrity.OpenBase(proof.Get("proofValue").Str())
			if err != nil {
				t.Fatal(err)
			}
			for file, want := range map[string]opened{
				"addRawBaseSignatureInfo":  load[opened](t, set.dir+"addRawBaseSignatureInfo.json"),
				"derivedRecoveredBaseData": load[opened](t, set.dir+"derivedRecoveredBaseData.json"),
			} {
				check(t, file+": baseSignature", base.BaseSignature, want.BaseSignature)
				check(t, file+": publicKey", base.PublicKey, multikeyHex(t, want.PublicKey+want.ProofPublicKey))
				check(t, file+": signatures", base.Signatures, want.Signatures)
				check(t, file+": mandatoryPointers", base.Pointers, want.MandatoryPointers)
				if want.HmacKey != "" {
					check(t, file+": hmacKey", base.HMACKey, want.HmacKey)
				}
			}
			hashes := load[struct{ ProofHash, MandatoryHash string }](t, set.dir+"addHashData.json")
			check(t, "addHashData: mandatoryHash", dataintegrity.HashLines(firstLines), hashes.MandatoryHash)

			_, combined, err := dataintegrity.Grouped(ctx, p, doc, mac, append(slices.Clone(mandatory), selective...))
			if err != nil {
				t.Fatal(err)
			}
			_, chosen, err := dataintegrity.Grouped(ctx, p, doc, mac, selective)
			if err != nil {
				t.Fatal(err)
			}
			groups := load[map[string][]int](t, set.dir+"derivedGroupIndexes.json")
			check(t, "derivedGroupIndexes", map[string][]int{
				"combinedIndexes": combined, "mandatoryIndexes": places, "selectiveIndexes": chosen, "nonMandatoryIndexes": slices.Sorted(maps.Keys(rest)),
			}, groups)

			shown, err := suites.Derive(ctx, p, signed, dataintegrity.Selection{Pointers: selective})
			if err != nil {
				t.Fatal(err)
			}
			checkSigned(t, shown, parse(t, vector(t, set.dir+"derivedRevealDocument.json")))
			v := parse(t, shown)
			unsigned, err := v.Without("proof").JCS()
			if err != nil {
				t.Fatal(err)
			}
			want, err := parse(t, vector(t, set.dir+"derivedUnsignedReveal.json")).JCS()
			if err != nil {
				t.Fatal(err)
			}
			check(t, "derivedUnsignedReveal", string(unsigned), string(want))
			derived, err := dataintegrity.OpenDerived(v.Get("proof").Items()[0].Get("proofValue").Str())
			if err != nil {
				t.Fatal(err)
			}
			checkDerived(t, set.dir, derived)

			trace, err := suites.Trace(ctx, p, v, v.Get("proof").Items()[0], signer.Public())
			if err != nil {
				t.Fatal(err)
			}
			check(t, "verifyNQuads", strings.SplitAfter(strings.TrimSuffix(string(trace.Document), "\n"), "\n"), trimLast(load[[]string](t, set.dir+"verifyNQuads.json")))
			check(t, "addProofConfigCanon", string(trace.ProofConfig), string(vector(t, set.dir+"addProofConfigCanon.txt")))
			verifyData := load[struct{ BaseSignature, ProofHash, MandatoryHash string }](t, set.dir+"verifyCreateVerifyData.json")
			check(t, "proofHash", []string{hex.EncodeToString(trace.ProofConfigHash), hashes.ProofHash}, []string{verifyData.ProofHash, verifyData.ProofHash})
			check(t, "mandatoryHash", hex.EncodeToString(trace.DocumentHash), verifyData.MandatoryHash)

			key := unproven(t, config.Get("verificationMethod").Str())
			reveal := string(vector(t, set.dir+"derivedRevealDocument.json"))
			if err := verify(t, p, reveal, 0, key, expect); err != nil {
				t.Errorf("their derived document: %v", err)
			}
			if err := verify(t, p, string(shown), 0, key, expect); err != nil {
				t.Errorf("our derived document: %v", err)
			}
			if err := verify(t, p, string(signed), 0, key, expect); !errors.Is(err, dataintegrity.ErrBaseProof) || !errors.Is(err, dataintegrity.ErrUnsupported) {
				t.Errorf("a base proof: %v", err)
			}
		})
	}
}

// trimLast takes the newline from the last of lines.
func trimLast(lines []string) []string {
	lines[len(lines)-1] = strings.TrimSuffix(lines[len(lines)-1], "\n")
	return lines
}

func checkDerived(t *testing.T, dir string, derived dataintegrity.Opened) {
	t.Helper()
	adjusted := load[struct{ AdjMandatoryIndexes []uint64 }](t, dir+"derivedAdjMandatoryIndexes.json")
	check(t, "derivedAdjMandatoryIndexes", derived.Mandatory, adjusted.AdjMandatoryIndexes)
	filtered := load[struct{ FilteredSignatures []string }](t, dir+"derivedAdjSignatures.json")
	check(t, "derivedAdjSignatures", derived.Signatures, filtered.FilteredSignatures)
	type data struct {
		BaseSignature, PublicKey string
		Signatures               []string
		MandatoryIndexes         []uint64
		LabelMap                 json.RawMessage
	}
	for _, file := range []string{"derivedDisclosureData", "verifyDerivedProofValue"} {
		want := load[data](t, dir+file+".json")
		check(t, file+": baseSignature", derived.BaseSignature, want.BaseSignature)
		check(t, file+": publicKey", derived.PublicKey, multikeyHex(t, want.PublicKey))
		check(t, file+": signatures", derived.Signatures, want.Signatures)
		check(t, file+": mandatoryIndexes", derived.Mandatory, want.MandatoryIndexes)
		var labels jsMap[string]
		if json.Unmarshal(want.LabelMap, &labels) != nil {
			labels = jsMap[string]{}
			if err := json.Unmarshal(want.LabelMap, &labels.Value); err != nil {
				t.Fatal(err)
			}
		}
		got := make(map[string]string)
		for n, label := range derived.Labels {
			got[fmt.Sprint("c14n", n)] = label
		}
		check(t, file+": labelMap", got, labels.entries(t))
	}
}

// withEvidence is a badge with a list, evidence and results, not all of which its
// earner wants to show.
func withEvidence(issuer string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots","issuer":{"id":"` + issuer + `","type":["Profile"],"name":"Example University"},` +
		`"validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"type":["AchievementSubject"],"identifier":[{"type":"IdentityObject","identityHash":"ada@school.example","identityType":"emailAddress","hashed":false}],` +
		`"achievement":{"id":"https://uni.example/badges/1","type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"},` +
		`"resultDescription":[{"id":"urn:uuid:r1","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade","allowedValue":["A","B","C","F"]},` +
		`{"id":"urn:uuid:r2","type":["ResultDescription"],"name":"Speed","resultType":"LetterGrade","allowedValue":["A","A","B"]}]},` +
		`"result":[{"type":["Result"],"resultDescription":"urn:uuid:r1","value":"C"},{"type":["Result"],"resultDescription":"urn:uuid:r2","value":"A"}]},` +
		`"evidence":[{"type":["Evidence"],"name":"A film","narrative":"Ten knots"},{"type":["Evidence"],"name":"A failure","narrative":"One knot"}]}`
}

// based is withEvidence with a base proof.
func based(t testing.TB, p *jsonld.Processor, mandatory []string) ([]byte, did.Key) {
	t.Helper()
	k := p256()
	issuer, method, key := identity(t, k.Public())
	suites := dataintegrity.Careless()
	if mandatory == nil {
		suites = dataintegrity.Default()
	}
	signed, err := suites.Sign(ctx, p, []byte(withEvidence(issuer)), "ecdsa-sd-2023", k,
		dataintegrity.Options{VerificationMethod: method, Created: now, Mandatory: mandatory})
	if err != nil {
		t.Fatal(err)
	}
	return signed, key
}

// TestAbuse_SIG_18_Mandatory: whatever an issuer makes mandatory, its name, the dates
// and the status are, too.
func TestAbuse_SIG_18_Mandatory(t *testing.T) {
	p, k := processor(t), p256()
	issuer, method, key := identity(t, k.Public())
	doc := replace(t, withEvidence(issuer), `"validFrom":`, `"validUntil":"2027-01-01T00:00:00Z","credentialStatus":{"id":"https://uni.example/s#7","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://uni.example/s"},"validFrom":`)
	for _, mandatory := range [][]string{nil, {}, {"/name"}, {"/issuer/id"}, {"/credentialStatus/id"}, {"/validUntil", "/issuer"}, {""}} {
		signed, err := dataintegrity.Default().Sign(ctx, p, []byte(doc), "ecdsa-sd-2023", k, dataintegrity.Options{VerificationMethod: method, Created: now, Mandatory: mandatory})
		if err != nil {
			t.Fatal(err)
		}
		shown := derive(t, p, signed, "/name")
		if err := verify(t, p, shown, 0, key, expect); err != nil {
			t.Fatalf("%q: %v", mandatory, err)
		}
		v := parse(t, []byte(shown))
		for _, name := range []string{"id", "type", "issuer", "validFrom", "validUntil", "credentialStatus"} {
			if string(v.Get(name).JSON()) != string(parse(t, []byte(doc)).Get(name).JSON()) {
				t.Errorf("%q: %s is %s", mandatory, name, v.Get(name).JSON())
			}
		}
		if must, err := dataintegrity.Default().Mandatory(ctx, p, v, v.Get("proof").Items()[0], "/credentialStatus"); err != nil || !must {
			t.Errorf("%q: the status is mandatory: %v, %v", mandatory, must, err)
		}
		if must, err := dataintegrity.Default().Mandatory(ctx, p, v, v.Get("proof").Items()[0], "/name"); err != nil || must != (mandatory == nil || slices.Contains(mandatory, "/name") || slices.Contains(mandatory, "")) {
			t.Errorf("%q: the name is mandatory: %v, %v", mandatory, must, err)
		}
	}
}

func derive(t testing.TB, p *jsonld.Processor, doc []byte, pointers ...string) string {
	t.Helper()
	shown, err := dataintegrity.Default().Derive(ctx, p, doc, dataintegrity.Selection{Pointers: pointers})
	if err != nil {
		t.Fatal(err)
	}
	return string(shown)
}

// Documents with lists (resultDescription.allowedValue) are where others fail:
// the places in a list are blank nodes that no id can be given to.
func TestDeriveWithLists(t *testing.T) {
	p := processor(t)
	signed, key := based(t, p, nil)
	shown := derive(t, p, signed, "/evidence/0")
	if err := verify(t, p, shown, 0, key, expect); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"A film": true, "A failure": false, `"value":"A"`: true, `"value":"C"`: true, `["A","B","C","F"]`: true, `["A","A","B"]`: true, "ada@school.example": true,
	} {
		if strings.Contains(shown, text) != want {
			t.Errorf("that %s is shown is %v", text, !want)
		}
	}
	t.Run("a list that is not mandatory", func(t *testing.T) {
		signed, key := based(t, p, []string{"/issuer"})
		const list = "/credentialSubject/achievement/resultDescription/1/allowedValue"
		for _, pointers := range [][]string{{list}, {list + "/0", list + "/1", list + "/2"}, {"/credentialSubject"}, {""}, {list, ""}, nil, {"/evidence"}} {
			shown := derive(t, p, signed, pointers...)
			if err := verify(t, p, shown, 0, key, expect); err != nil {
				t.Errorf("%q: %v\n%s", pointers, err, shown)
			}
		}
		_, err := dataintegrity.Default().Derive(ctx, p, signed, dataintegrity.Selection{Pointers: []string{list + "/0"}})
		if !errors.Is(err, dataintegrity.ErrPointer) {
			t.Errorf("a part of a list: %v", err)
		}
	})
}

// Every single member can be shown alone, and each such document verifies.
func TestDeriveEveryLeaf(t *testing.T) {
	p := processor(t)
	signed, key := based(t, p, []string{})
	n := 0
	for _, pointer := range leaves(parse(t, signed).Without("proof"), "") {
		shown, err := dataintegrity.Default().Derive(ctx, p, signed, dataintegrity.Selection{Pointers: []string{pointer}})
		if errors.Is(err, dataintegrity.ErrPointer) && strings.Contains(pointer, "allowedValue/") {
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", pointer, err)
		}
		n++
		if err := verify(t, p, string(shown), 0, key, expect); err != nil {
			t.Errorf("%s: %v\n%s", pointer, err, shown)
		}
	}
	if n < 35 {
		t.Errorf("only %d leaves", n)
	}
}

func leaves(v *jsonld.Value, at string) (out []string) {
	switch v.Kind() {
	case jsonld.Object:
		for _, m := range v.Members() {
			out = append(out, leaves(m.Value, at+"/"+m.Name)...)
		}
	case jsonld.Array:
		for i, item := range v.Items() {
			out = append(out, leaves(item, fmt.Sprintf("%s/%d", at, i))...)
		}
	default:
		out = append(out, at)
	}
	return out
}
