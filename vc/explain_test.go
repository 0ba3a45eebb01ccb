package vc_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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

// longChain is a badge with a long picture and proofs of which each needs the one before it.
func longChain(t *testing.T, long, proofs int) string {
	t.Helper()
	doc := replace(t, badge, `"validFrom"`, `"image":{"id":"data:image/png;base64,`+strings.Repeat("&", long)+`","type":"Image"},"validFrom"`)
	for i := range proofs {
		opt := optionsOf(uniKey)
		opt.ID = fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", i)
		if i > 0 {
			opt.PreviousProof = []string{fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", i-1)}
		}
		doc = signBy(t, "eddsa-jcs-2022", doc, ed(1), opt)
	}
	return doc
}

// TestAbuse_F_19_Chain: of a chain of proofs the text is told once, and what stands in
// the others beside it; each is what was hashed when it is put together.
func TestAbuse_F_19_Chain(t *testing.T) {
	doc := longChain(t, 200_000, 8)
	r := judgeAs(t, world(t), doc, vc.Options{Explain: true})
	expect(t, r, vc.Valid)
	detail, all := r.Check(vc.CheckProof).Detail, 0
	for _, value := range detail {
		all += len(value)
	}
	if all > len(doc)+50_000 {
		t.Errorf("%d bytes are told of a badge of %d", all, len(doc))
	}
	first := detail["1.canonicalDocument"]
	for _, n := range []string{"2.", "8."} {
		head, middle, _ := strings.Cut(detail[n+"canonicalDocument"], "\n")
		var begin, end int
		if _, err := fmt.Sscanf(head, "the first %d bytes of 1.canonicalDocument, then what follows here, then the last %d bytes of it:", &begin, &end); err != nil {
			t.Fatalf("%.200q: %v", head, err)
		}
		sum := sha256.Sum256([]byte(first[:begin] + middle + first[len(first)-end:]))
		if got := hex.EncodeToString(sum[:]); got != detail[n+"documentHash"] {
			t.Errorf("%s: the text is of %s, hashed was %s", n, got, detail[n+"documentHash"])
		}
	}
}

// TestAbuse_F_19_Brief: who answers strangers tells the beginning of what is long, and
// says that it is no more than that; however many credentials there are.
func TestAbuse_F_19_Brief(t *testing.T) {
	long := longChain(t, 300_000, 1)
	r := judgeAs(t, world(t), long, vc.Options{Explain: true, Brief: true})
	expect(t, r, vc.Valid)
	got := r.Check(vc.CheckProof).Detail["canonicalDocument"]
	if len(got) > 61_000 || len(got) < 50_000 || !strings.Contains(got, "cut here") || !strings.Contains(got, "blazon verify --explain") {
		t.Errorf("%d bytes are told: …%q", len(got), got[len(got)-200:])
	}
	if whole := judgeAs(t, world(t), long, vc.Options{Explain: true}).Check(vc.CheckProof).Detail["canonicalDocument"]; len(whole) < 300_000 {
		t.Errorf("who asks for all is told %d bytes", len(whole))
	}
	v := &vc.Verifier{Fetcher: world(t), Now: clock}
	begun, ctx, stop, err := v.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	all := 0
	for range 40 {
		r, err := begun.Verify(ctx, []byte(long), vc.Options{Explain: true, Brief: true})
		if err != nil {
			t.Fatal(err)
		}
		all += len(r.Check(vc.CheckProof).Detail["canonicalDocument"])
	}
	if all > 1<<20+40*200 {
		t.Errorf("%d bytes are told of all together", all)
	}
}
