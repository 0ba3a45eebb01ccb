package vc

import (
	"fmt"
	"strings"

	"blazon/ob3"
)

// checkRecipient answers whether the credential was given to the person asked
// about.
//
// OB 3.0 10.3: identifiers are compared, hashed where the issuer hashed them.
func (j *judgement) checkRecipient() {
	known := strings.TrimSpace(j.opt.Recipient)
	if known == "" {
		j.report.skip(CheckRecipient, "Nobody asked to whom it was given.")
		return
	}
	var (
		id          string
		identifiers []ob3.IdentityObject
	)
	switch c := j.cred; {
	case c.record != nil:
		id, identifiers = c.record.CredentialSubject.ID, c.record.CredentialSubject.Identifier
	case c.read != nil && c.read.Achievement != nil:
		id, identifiers = c.read.Achievement.CredentialSubject.ID, c.read.Achievement.CredentialSubject.Identifier
	default:
		j.report.skip(CheckRecipient, "It is not given to a person.")
		return
	}
	if isRecipient(id, identifiers, known) {
		j.report.pass(CheckRecipient, fmt.Sprintf("It was given to %.200s.", known))
		return
	}
	j.report.fail(CheckRecipient, RecipientMismatch, "")
}

func isRecipient(id string, identifiers []ob3.IdentityObject, known string) bool {
	email := strings.Contains(known, "@") && !strings.Contains(known, ":")
	if email && deceptive(known) {
		return false
	}
	if id != "" && (id == known || email && !deceptive(id) && strings.EqualFold(id, "mailto:"+known)) {
		return true
	}
	for _, o := range identifiers {
		// MD5 and unknown hashes prove nothing: anyone can make two addresses with
		// one hash.
		if o.Hashed && !strings.HasPrefix(strings.ToLower(o.IdentityHash), "sha256$") {
			continue
		}
		if email && !o.Hashed && deceptive(o.IdentityHash) {
			continue
		}
		if email == isEmail(o.IdentityType) && o.Matches(known, o.IdentityType) {
			return true
		}
	}
	return false
}

// deceptive reports whether an address has a letter that is none of ASCII and
// becomes one when it is written small: the Kelvin sign and the dotted capital I.
// Two people could have the two addresses.
func deceptive(address string) bool { return strings.ContainsAny(address, "\u212a\u0130\u017f") }

// isEmail knows the standard's name of the type and the one that some write.
func isEmail(t ob3.IdentifierTypeEnum) bool {
	return t == ob3.IdentifierEmailAddress || t == "email"
}
