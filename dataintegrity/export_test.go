package dataintegrity

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"maps"
	"slices"

	"blazon/jsonld"
)

// WithSecrets is the suite ecdsa-sd-2023 with chosen secrets, of which nothing is
// mandatory but what is asked for.
func WithSecrets(hmac [32]byte, key *ecdsa.PrivateKey) Suites {
	return Suites{disclosing{secrets: func() (secrets, error) { return secrets{hmac, key}, nil }, exact: true}}
}

// Careless is a table with ecdsa-sd-2023 as others may have it: nothing is mandatory
// but what is asked for.
func Careless() Suites { return Suites{disclosing{secrets: newSecrets, exact: true}} }

// Grouped returns the statements of a document under a key, and the places of
// those that pointers select.
func Grouped(ctx context.Context, p *jsonld.Processor, doc *jsonld.Value, hmac [32]byte, pointers []string) (lines []string, places []int, err error) {
	g, err := newGraph(ctx, p, doc, byHMAC(hmac))
	if err != nil {
		return nil, nil, err
	}
	found, _, err := g.matching(ctx, p, pointers)
	return g.lines, slices.Sorted(maps.Keys(found)), err
}

// HashLines is the hash of statements.
func HashLines(lines []string) string { return hex.EncodeToString(hashLines(lines)) }

// Opened is what a proofValue of ecdsa-sd-2023 holds, in hexadecimal.
type Opened struct {
	BaseSignature, PublicKey, HMACKey string
	Signatures                        []string
	Pointers                          []string
	Labels                            map[uint64]string
	Mandatory                         []uint64
}

// OpenBase and OpenDerived read a proofValue.
func OpenBase(proofValue string) (Opened, error) {
	b, err := decodeBase(proofValue)
	o := Opened{BaseSignature: hex.EncodeToString(b.BaseSignature), PublicKey: hex.EncodeToString(b.PublicKey), HMACKey: hex.EncodeToString(b.HMACKey), Pointers: b.Pointers}
	for _, sig := range b.Signatures {
		o.Signatures = append(o.Signatures, hex.EncodeToString(sig))
	}
	return o, err
}

// OpenDerived reads a derived proofValue.
func OpenDerived(proofValue string) (Opened, error) {
	d, err := decodeDerived(proofValue)
	o := Opened{BaseSignature: hex.EncodeToString(d.BaseSignature), PublicKey: hex.EncodeToString(d.PublicKey), Mandatory: d.Mandatory, Labels: make(map[uint64]string)}
	for _, sig := range d.Signatures {
		o.Signatures = append(o.Signatures, hex.EncodeToString(sig))
	}
	for n, mac := range d.Labels {
		o.Labels[n] = hiddenLabel(mac)
	}
	return o, err
}

// Reopened encodes a derived proofValue with a change.
func Reopened(proofValue string, change func(*Changes)) (string, error) {
	d, err := decodeDerived(proofValue)
	if err != nil {
		return "", err
	}
	c := &Changes{BaseSignature: d.BaseSignature, PublicKey: d.PublicKey, Labels: make(map[uint64][]byte), Mandatory: d.Mandatory}
	for _, sig := range d.Signatures {
		c.Signatures = append(c.Signatures, sig)
	}
	for n, mac := range d.Labels {
		c.Labels[n] = mac
	}
	change(c)
	d = derivedProof{BaseSignature: c.BaseSignature, PublicKey: c.PublicKey, Labels: make(map[uint64]octets), Mandatory: c.Mandatory}
	for _, sig := range c.Signatures {
		d.Signatures = append(d.Signatures, sig)
	}
	for n, mac := range c.Labels {
		d.Labels[n] = mac
	}
	return d.encode()
}

// Changes are the parts of a derived proof.
type Changes struct {
	BaseSignature, PublicKey []byte
	Signatures               [][]byte
	Labels                   map[uint64][]byte
	Mandatory                []uint64
}
