package vc

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A KeyMemory remembers which keys the own documents of issuers have listed. An
// address may come to belong to somebody else, who then lists keys of their own:
// nothing in a badge shows that, only having looked before does.
type KeyMemory interface {
	// KeysListed notes a listing and returns what is known of its signer, this
	// listing included.
	KeysListed(ctx context.Context, l KeyListing) (KeyHistory, error)
}

// A KeyListing is what an issuer's own document listed when it was asked.
type KeyListing struct {
	Issuer string
	// Version is that of Open Badges in whose words the keys are listed: ListedFor2 or
	// ListedFor3. One document may list some in each, and who needs one kind does not
	// read the other.
	Version string
	// Signer is the fingerprint (did.Key.Fingerprint) of the key that signed.
	Signer string
	// Listed are the fingerprints of all keys that were read, with Signer.
	Listed []string
	// Whole says that Listed is all there is of the Version in the document. Of Open Badges
	// 2.0 each key is a document of its own, and only those that are needed are read.
	Whole bool
	At    time.Time
}

// The versions of Open Badges for which issuers list keys. What is as old as 2.0, and what
// is as 3.0 has it, belong to them.
const (
	ListedFor2 = "2.0"
	ListedFor3 = "3.0"
)

// A KeyHistory is what is known of a key of an issuer. Zero times are not known.
type KeyHistory struct {
	// FirstSeen is when the issuer was first seen to list the key.
	FirstSeen time.Time `json:"firstSeen,omitzero"`
	// IssuerSince is when the issuer was first seen, with whatever key.
	IssuerSince time.Time `json:"issuerSince,omitzero"`
	// ReplacedAt is when the issuer was first seen with none of the keys that it had
	// listed for the Version until then, if it was, and the key is one of those that came
	// after.
	ReplacedAt time.Time `json:"replacedAt,omitzero"`
}

// A Signer is the key of an issuer that signed a credential.
type Signer struct {
	Issuer string `json:"issuer,omitempty"`
	// Key is the fingerprint of the key: SHA-256 of its SubjectPublicKeyInfo, in
	// hexadecimal.
	Key string `json:"key,omitempty"`
	// Code is KEY_CHANGED if ReplacedAt is set. It changes no verdict: it is the
	// issuer that says which keys are its own.
	Code string `json:"code,omitempty"`
	KeyHistory
}

// checkKeys notes who signed and asks since when the issuer has been seen with that
// key. Of a DID that is a key itself there is nothing to remember. Whole says that
// all keys of the issuer for badges of the version were read.
func (j *judgement) checkKeys(ctx context.Context, version string, whole bool) {
	key := j.signer.Fingerprint()
	if c := j.report.Check(CheckIssuer); key == "" || c.Result != Pass || j.as.statusList {
		return
	}
	s := Signer{Issuer: j.signer.Issuer(), Key: key}
	if j.Keys != nil && !isOwnKey(s.Issuer) {
		l := KeyListing{Issuer: s.Issuer, Version: version, Signer: key, Listed: []string{key}, Whole: whole, At: j.now}
		noted := map[string]bool{"": true, key: true}
		for _, k := range j.listing {
			if f := k.Fingerprint(); !noted[f] {
				noted[f] = true
				l.Listed = append(l.Listed, f)
			}
		}
		var err error
		name := fmt.Sprint(version, whole, l.Listed, l.Issuer)
		if s.KeyHistory, err = j.session.histories.get(ctx, name, func(ctx context.Context) (KeyHistory, error) { return j.Keys.KeysListed(ctx, l) }); err != nil {
			j.report.note("Since when the issuer has been seen with the key that signed it could not be found out.")
			j.report.detail(CheckIssuer, "keyMemory", cause(err))
		}
	}
	if !s.ReplacedAt.IsZero() {
		s.Code = KeyChanged
		j.report.note(fmt.Sprintf("%s The present ones were first seen on %s, the issuer itself on %s. %s", meaning(KeyChanged), date(s.ReplacedAt), date(s.IssuerSince), remedy(KeyChanged)))
	}
	j.report.Signer = s
}

// isOwnKey reports whether a DID is made of its key, so that it cannot have another.
func isOwnKey(issuer string) bool {
	return strings.HasPrefix(issuer, "did:key:") || strings.HasPrefix(issuer, "did:jwk:")
}
