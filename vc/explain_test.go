package vc_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/vc"
	"blazon/vcjwt"
)

// TestExperts: experts see what was signed, with which key, and what was fetched.
func TestExperts(t *testing.T) {
	jwt := token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	input := jwt[:strings.LastIndexByte(jwt, '.')]
	sum := sha256.Sum256([]byte(input))
	key := multikey(t, ed(1).Public())
	tests := []struct {
		name, input string
		want        map[string]string // "" means: something
	}{
		{"a token", jwt, map[string]string{"signingInputHash": hex.EncodeToString(sum[:]), "payload": "", "key": key, "method": uniKey, "algorithm": "EdDSA"}},
		{"statements", sealed(t, badge), map[string]string{"canonicalDocument": "", "canonicalProofConfig": "", "documentHash": "", "proofConfigHash": "", "hash": "SHA-256", "key": key, "method": uniKey}},
		{"a text", signBy(t, "eddsa-jcs-2022", badge, ed(1), optionsOf(uniKey)), map[string]string{"canonicalDocument": "", "documentHash": "", "key": key}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judgeAs(t, world(t), tt.input, vc.Options{Explain: true})
			expect(t, r, vc.Valid)
			detail := r.Check(vc.CheckProof).Detail
			for name, want := range tt.want {
				if got := detail[name]; got == "" || want != "" && got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if doc := detail["canonicalDocument"]; doc != "" {
				if hash := sha256.Sum256([]byte(doc)); hex.EncodeToString(hash[:]) != detail["documentHash"] {
					t.Error("the hash is not that of the text beside it")
				}
			}
			if len(r.Documents) != 1 || r.Documents[0].URL != uni || len(r.Documents[0].SHA256) != 64 || r.Documents[0].FetchedAt.IsZero() {
				t.Errorf("%+v", r.Documents)
			}
			if brief := judge(t, world(t), tt.input).Check(vc.CheckProof).Detail; len(brief) > 2 {
				t.Errorf("nobody asked for %v", brief)
			}
		})
	}
}

// TestAbuse_F_19_Explained: the text that several proofs are about is told once, and of
// the others whose it is.
func TestAbuse_F_19_Explained(t *testing.T) {
	one := sealed(t, badge)
	for range 3 {
		one = signBy(t, "eddsa-rdfc-2022", one, ed(1), optionsOf(uniKey))
	}
	r := judgeAs(t, world(t), one, vc.Options{Explain: true})
	expect(t, r, vc.Valid)
	detail := r.Check(vc.CheckProof).Detail
	if len(detail["1.canonicalDocument"]) < 500 {
		t.Fatalf("%v", detail)
	}
	for _, name := range []string{"2.", "3.", "4."} {
		if detail[name+"canonicalDocument"] != "the same as 1.canonicalDocument" || detail[name+"documentHash"] != detail["1.documentHash"] {
			t.Errorf("%s%.100q", name, detail[name+"canonicalDocument"])
		}
	}
}

// optionsOf are those of a proof of an hour ago.
func optionsOf(method string) dataintegrity.Options {
	return dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Hour)}
}
