package vc

import (
	"fmt"
	"slices"
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

// isRecipient reports whether the id of the subject or one of its identifiers is
// the one that is known. What kind an identifier is, the badge says, but for an
// e-mail address: only an identifier of that type can be one.
func isRecipient(id string, identifiers []ob3.IdentityObject, known string) bool {
	asked := identifierOf(known)
	if id != "" && asked.same(id) {
		return true
	}
	for _, o := range identifiers {
		switch {
		case (asked.kind == mailIdentifier) != isEmail(o.IdentityType):
		case !o.Hashed && (asked.kind == otherIdentifier || asked.kind == phoneIdentifier && !isPhone(o.IdentityType)):
			// A number that is not said to be one of a telephone may differ in a hyphen.
			if o.IdentityHash == known {
				return true
			}
		case !o.Hashed:
			if asked.same(o.IdentityHash) {
				return true
			}
		case !strings.HasPrefix(strings.ToLower(o.IdentityHash), "sha256$"):
			// MD5 and unknown hashes prove nothing: anyone can make two addresses with
			// one hash.
		default:
			if slices.ContainsFunc(asked.forms, func(form string) bool { return o.Matches(form, o.IdentityType) }) {
				return true
			}
		}
	}
	return false
}

// isPhone knows the names of types, of which the standard has none, for a number
// of a telephone.
func isPhone(t ob3.IdentifierTypeEnum) bool {
	return strings.Contains(strings.ToLower(string(t)), "phone")
}

// isEmail knows the standard's name of the type and the one that some write.
func isEmail(t ob3.IdentifierTypeEnum) bool {
	return t == ob3.IdentifierEmailAddress || t == "email"
}
