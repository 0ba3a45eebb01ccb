package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"blazon/bake"
	"blazon/did"
)

// worst measures the documents that cost most among those that are accepted, one
// at a time and then all of them.
func (b *bench) worst(ctx context.Context) error {
	dir := filepath.Join(b.dir, "worst")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	documents, err := b.documents()
	if err != nil {
		return err
	}
	for _, d := range documents {
		file := filepath.Join(dir, d.name)
		if err := os.WriteFile(file, d.text, 0o600); err != nil {
			return err
		}
		list := filepath.Join(b.dir, "list")
		if err := os.WriteFile(list, []byte(file), 0o600); err != nil {
			return err
		}
		r, err := b.verify(ctx, 2, "--files-from", list)
		if err != nil {
			return err
		}
		fmt.Printf("worst  %-22s %8d bytes: %6v of a processor, %3d MiB, %s\n", d.name, len(d.text), r.CPU.Round(time.Millisecond), r.Memory>>20,
			strings.Replace(r.Line, file, "", 1))
	}
	r, err := b.verify(ctx, 2, "--recursive", dir)
	if err != nil {
		return err
	}
	fmt.Printf("worst  all, two at once: %v of a processor, %d MiB\n", r.CPU.Round(time.Millisecond), r.Memory>>20)
	return nil
}

// A document is an input and its file.
type document struct {
	name string
	text []byte
}

// documents makes them. Their signatures are not right, which turns out last.
func (b *bench) documents() ([]document, error) {
	wrong := fmt.Sprintf(`{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"2026-01-02T10:00:00Z","verificationMethod":%q,`+
		`"proofPurpose":"assertionMethod","proofValue":%q}`, b.method, did.EncodeMultibase(ed25519.Sign(b.key, []byte("something else"))))
	badge := func(evidence string) []byte {
		return fmt.Appendf(nil, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`+
			`"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":{"id":%q,"type":["Profile"]},"validFrom":"2026-01-01T00:00:00Z",`+
			`"credentialSubject":{"type":["AchievementSubject"],"achievement":{"id":"urn:uuid:2","type":["Achievement"],"name":"x","description":"x",`+
			`"criteria":{"narrative":"x"}}},"evidence":[%s],"proof":%s}`, b.issuer, evidence, wrong)
	}
	var names, alike, long []string
	for i := range 2500 {
		names = append(names, fmt.Sprintf(`{"type":["Evidence"],"name":"%d"}`, i))
	}
	for range 4000 {
		alike = append(alike, `{"type":["Evidence"],"name":"x"}`)
	}
	for i := range 60 {
		long = append(long, fmt.Sprintf(`{"id":"urn:x:%d","type":["Evidence"],"name":%q}`, i, strings.Repeat("x", 60<<10)))
	}
	data := strings.Repeat("x", 3<<20)
	out := []document{
		{"statements.json", badge(strings.Join(names, ","))},
		{"alike.json", badge(strings.Join(alike, ","))},
		{"long-texts.json", badge(strings.Join(long, ","))},
		{"long-name.json", badge(`{"id":"urn:x:` + strings.Repeat("a", 60<<10) + `","type":["Evidence"],"name":"x"}` + strings.Repeat(`,{"type":["Evidence"],"name":"y"}`, 1500))},
		{"picture-inside.json", badge(`{"type":["Evidence"],"name":"data:` + data + `"}`)},
		{"members.json", badge(strings.TrimSuffix(strings.Repeat(`{"type":["Evidence"],"name":"x","genre":"y"},`, 3200), ","))},
	}
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">` + strings.Repeat(" ", 512<<10) + `</svg>`
	eight := `"proof":[` + strings.TrimSuffix(strings.Repeat(wrong+",", 8), ",") + `]`
	out = append(out, document{"eight-proofs.json", []byte(strings.Replace(string(out[5].text), `"proof":`+wrong, eight, 1))})
	var picture bytes.Buffer
	if err := bake.SVG(&picture, strings.NewReader(svg), bake.Badge{Kind: bake.OB3, Text: string(out[4].text)}); err != nil {
		return nil, fmt.Errorf("bake: %w", err)
	}
	return append(out, document{"picture.svg", picture.Bytes()}), nil
}
