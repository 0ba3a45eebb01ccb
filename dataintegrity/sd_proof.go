package dataintegrity

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"blazon/did"
	"blazon/jsonld"
)

// ErrBaseProof says that the proof is the one that the issuer gave to the holder.
// It tells what may be shown but is not for showing; Derive makes of it what is. A holder
// who wants to know whether it is right derives everything and verifies that.
// Errors that wrap it wrap ErrUnsupported, too.
var ErrBaseProof = errors.New("a base proof, which is for its holder only")

// The bytes that begin a proofValue: ECDSA Cryptosuites 3.4.1 and 3.5.7.
var (
	baseHeader    = []byte{0xd9, 0x5d, 0x00}
	derivedHeader = []byte{0xd9, 0x5d, 0x01}
)

const (
	hmacSize     = 32
	sdSignature  = 64
	sdPublicKey  = 35 // a Multikey of P-256
	maxSDValue   = 64 << 10
	maxSDEntries = 20_000 // as many as a document may have statements
)

// octets is a byte string of CBOR and nothing else.
type octets []byte

// UnmarshalCBOR refuses arrays of numbers, which would do for []byte.
func (o *octets) UnmarshalCBOR(b []byte) error {
	if len(b) == 0 || b[0]>>5 != 2 {
		return errors.New("not a byte string")
	}
	return cbor.Unmarshal(b, (*[]byte)(o))
}

// baseProof is what a base proofValue consists of, in this order.
type baseProof struct {
	_             struct{} `cbor:",toarray"`
	BaseSignature octets
	PublicKey     octets
	HMACKey       octets
	Signatures    []octets
	Pointers      []string
}

// derivedProof is what a derived proofValue consists of, in this order.
type derivedProof struct {
	_             struct{} `cbor:",toarray"`
	BaseSignature octets
	PublicKey     octets
	Signatures    []octets
	Labels        map[uint64]octets // number of a canonical label to the HMAC that hides it
	Mandatory     []uint64          // places of the mandatory statements
}

// strictCBOR reads what the suite needs and nothing else: no tags, no lengths
// that come later, no key twice.
func strictCBOR() (cbor.DecMode, error) {
	return cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		MaxNestedLevels:   4,
		MaxArrayElements:  maxSDEntries,
		MaxMapPairs:       maxSDEntries,
		UTF8:              cbor.UTF8RejectInvalid,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode()
}

// encodeSD writes a proofValue: multibase base64url of header and CBOR.
func encodeSD(header []byte, v any) (string, error) {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return "", fmt.Errorf("%s: %w", sdName, err)
	}
	b, err := mode.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("%s: %w", sdName, err)
	}
	s := "u" + base64.RawURLEncoding.EncodeToString(append(bytes.Clone(header), b...))
	if len(s) > maxSDValue {
		return "", fmt.Errorf("%s: %w", sdName, &jsonld.LimitError{Name: "bytes of a proof of its statements", Limit: maxSDValue})
	}
	return s, nil
}

func (b baseProof) encode() (string, error) {
	if b.Signatures == nil {
		b.Signatures = []octets{}
	}
	if b.Pointers == nil {
		b.Pointers = []string{}
	}
	return encodeSD(baseHeader, b)
}

func (d derivedProof) encode() (string, error) {
	if d.Signatures == nil {
		d.Signatures = []octets{}
	}
	if d.Mandatory == nil {
		d.Mandatory = []uint64{}
	}
	return encodeSD(derivedHeader, d)
}

// sdBytes returns what a proofValue holds.
func sdBytes(proofValue string) ([]byte, error) {
	if proofValue == "" || proofValue[0] != 'u' {
		return nil, fmt.Errorf("%s: %w: proofValue does not begin with u", sdName, ErrProofInvalid)
	}
	b, err := did.DecodeMultibase(proofValue, maxSDValue)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: proofValue: %w", sdName, ErrProofInvalid, err)
	}
	return b, nil
}

// decodeSD reads the CBOR behind a header.
func decodeSD(b []byte, into any) error {
	mode, err := strictCBOR()
	if err != nil {
		return fmt.Errorf("%s: %w", sdName, err)
	}
	if err := mode.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w: proofValue: %w", sdName, ErrProofInvalid, err)
	}
	return nil
}

func decodeBase(proofValue string) (b baseProof, err error) {
	raw, err := sdBytes(proofValue)
	if err != nil {
		return b, err
	}
	body, ok := bytes.CutPrefix(raw, baseHeader)
	if !ok {
		return b, fmt.Errorf("%s: %w: not a base proof, so nothing can be derived from it", sdName, ErrMalformed)
	}
	if err := decodeSD(body, &b); err != nil {
		return b, err
	}
	if len(b.HMACKey) != hmacSize {
		return b, fmt.Errorf("%s: %w: an HMAC key of %d bytes", sdName, ErrProofInvalid, len(b.HMACKey))
	}
	return b, checkSizes(b.BaseSignature, b.PublicKey, b.Signatures)
}

func decodeDerived(proofValue string) (d derivedProof, err error) {
	raw, err := sdBytes(proofValue)
	if err != nil {
		return d, err
	}
	if bytes.HasPrefix(raw, baseHeader) {
		return d, fmt.Errorf("%s: %w: %w", sdName, ErrUnsupported, ErrBaseProof)
	}
	body, ok := bytes.CutPrefix(raw, derivedHeader)
	if !ok {
		return d, fmt.Errorf("%s: %w: proofValue is not of this suite", sdName, ErrProofInvalid)
	}
	if err := decodeSD(body, &d); err != nil {
		return d, err
	}
	for i, at := range d.Mandatory {
		if i > 0 && at <= d.Mandatory[i-1] {
			return d, fmt.Errorf("%s: %w: the places of mandatory statements are not in order", sdName, ErrProofInvalid)
		}
	}
	// Two nodes with one label would be one node to the signature and two to
	// whoever reads the document.
	seen := make(map[string]bool, len(d.Labels))
	for _, label := range d.Labels {
		if len(label) != hmacSize || seen[string(label)] {
			return d, fmt.Errorf("%s: %w: labels that are not of %d bytes and different", sdName, ErrProofInvalid, hmacSize)
		}
		seen[string(label)] = true
	}
	return d, checkSizes(d.BaseSignature, d.PublicKey, d.Signatures)
}

func checkSizes(base octets, key []byte, signatures []octets) error {
	if len(key) != sdPublicKey {
		return fmt.Errorf("%s: %w: a public key of %d bytes", sdName, ErrProofInvalid, len(key))
	}
	for _, sig := range append([]octets{base}, signatures...) {
		if len(sig) != sdSignature {
			return fmt.Errorf("%s: %w: a signature of %d bytes", sdName, ErrProofInvalid, len(sig))
		}
	}
	return nil
}

// multikeyBytes is a public key as it stands in a proofValue.
func multikeyBytes(pub *ecdsa.PublicKey) ([]byte, error) {
	s, err := did.EncodeMultikey(pub)
	if err != nil {
		return nil, err
	}
	return did.DecodeMultibase(s, sdPublicKey)
}

// parseMultikeyBytes reads what multikeyBytes writes.
func parseMultikeyBytes(b []byte) (crypto.PublicKey, error) {
	pub, err := did.DecodeMultikey(did.EncodeMultibase(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: the key of the statements: %v", sdName, ErrProofInvalid, err) //nolint:errorlint // the proof is at fault, not the key of the issuer
	}
	return pub, nil
}
