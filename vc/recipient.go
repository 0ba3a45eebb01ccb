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
		j.report.tellNobody(known, j.as.carrier)
		return
	}
	same, compared := isRecipient(id, identifiers, known)
	switch learner := j.as.learner; {
	case same || id == "" || id != learner.id:
	case j.cred.issuer == learner.by:
		j.report.pass(CheckRecipient, fmt.Sprintf("It was given to %.200s, as its issuer calls whom you asked about in the record.", id))
		return
	default:
		// Anybody can make a record in which others' badges are for him.
		j.report.unknown(CheckRecipient, RecipientMismatch, fmt.Sprintf("It was given to %.200s. That this is whom you asked about only the record says, and that is of another issuer.", id))
		return
	}
	if j.shown != nil && j.strict() && !same {
		j.report.unknown(CheckRecipient, PartsHidden, fmt.Sprintf("Its holder may have left out how its recipient is called, so nobody can say here whether it was given to %.200s.", known))
		return
	}
	j.report.tellRecipient(known, same, compared)
}

// tellRecipient answers the check recipient. Compared says whether anything in the
// badge could be compared with what is known.
func (r *Report) tellRecipient(known string, same, compared bool) {
	switch {
	case same:
		r.pass(CheckRecipient, fmt.Sprintf("It was given to %.200s.", known))
	case compared:
		r.fail(CheckRecipient, RecipientMismatch, "It was given under another name or address than the one you asked about.")
	default:
		c := answer(CheckRecipient, Fail, RecipientMismatch, fmt.Sprintf("What it says of its recipient cannot be compared with %.200s, so it does not show that it was given to the one you asked about.", known))
		c.Remedy = "Ask whoever shows it, or its issuer, under which name or address it was given, and check that."
		r.set(c)
	}
}

// tellNobody answers the check recipient for what is given to no person, as an
// endorsement. Whoever asks whether something is somebody's is told that it is not;
// beside a badge in the same carrier it is not asked.
func (r *Report) tellNobody(known, carrier string) {
	if carrier != "" {
		r.skip(CheckRecipient, "It is not given to a person.")
		return
	}
	c := answer(CheckRecipient, Fail, RecipientMismatch, fmt.Sprintf("This is given to no person, so it does not show anything of %.200s.", known))
	c.Remedy = "Ask for the badge itself, or check this without asking whose it is."
	r.set(c)
}

// isRecipient reports whether the id of the subject or one of its identifiers is
// the one that is known, and whether there was one to compare it with. What kind an
// identifier is, the badge says, but for an e-mail address: only an identifier of
// that type can be one.
func isRecipient(id string, identifiers []ob3.IdentityObject, known string) (same, compared bool) {
	asked := identifierOf(known)
	if id != "" && asked.same(id) {
		return true, true
	}
	compared = asked.alike(id)
	for _, o := range identifiers {
		// MD5 and unknown hashes prove nothing: anyone can make two addresses with one hash.
		if (asked.kind == mailIdentifier) != isEmail(o.IdentityType) || o.IdentityHash == "" || o.Hashed && !isSHA256(o.IdentityHash) {
			continue
		}
		compared = true
		if asked.isIn(o, known) {
			return true, true
		}
	}
	return false, compared
}

// isIn reports whether an identifier of a badge is this one. Numbers that are not said to be
// those of telephones may differ in a hyphen; by the scheme tel they are said to be.
func (i identifier) isIn(o ob3.IdentityObject, known string) bool {
	forms := i.forms
	switch {
	case i.kind == otherIdentifier: // in whichever spelling it has
	case i.kind == phoneIdentifier && !isPhone(o.IdentityType):
		forms = []string{known, "tel:" + digits(i.forms[0])}
		if !o.Hashed && !isTel(o.IdentityHash) {
			return o.IdentityHash == known
		}
	}
	if !o.Hashed && i.kind != otherIdentifier {
		return i.same(o.IdentityHash)
	}
	return slices.ContainsFunc(forms, func(form string) bool { return o.Matches(form, o.IdentityType) })
}

// isTel reports whether a text says by its scheme that it is the number of a telephone.
func isTel(s string) bool {
	_, ok := withoutScheme(s, "tel")
	return ok
}

// isSHA256 reports whether hash says that it is one of SHA-256.
func isSHA256(hash string) bool { return strings.HasPrefix(strings.ToLower(hash), "sha256$") }

// isPhone knows the names of types, of which the standard has none, for a number of a
// telephone: those of other standards, with or without prefix, and what platforms make of
// them, as contactPhone. A phonebook-id is none.
//
// OB 3.0 and 2.0 Profile, vCard, OpenID Connect, SCIM, RFC 4519, RFC 4524.
func isPhone(t ob3.IdentifierTypeEnum) bool {
	words := wordsIn(string(t)[strings.LastIndexAny(string(t), ":/#")+1:])
	for len(words) > 1 && slices.Contains([]string{"e164", "number", "numbers", "no"}, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return false
	}
	switch last := words[len(words)-1]; strings.TrimSuffix(strings.TrimSuffix(last, "s"), "number") {
	case "phone", "telephone", "telno", "phoneno", "mobilephone", "mobiletelephone", "cellphone", "msisdn", "homephone", "hometelephone", "workphone", "worktelephone", "businessphone", "businesstelephone", "tel", "mobile":
		return true
	case "cell": // a prison has some, too
		return len(words) == 1
	}
	return false
}

// wordsIn returns the words of a name such as contactPhone or phone_number, in small letters.
func wordsIn(name string) []string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' && i > 0 && (name[i-1] < 'A' || name[i-1] > 'Z') {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.FieldsFunc(small(b.String()), func(r rune) bool { return strings.ContainsRune("_- ", r) })
}

// isEmail knows the standard's name of the type and the one that some write.
func isEmail(t ob3.IdentifierTypeEnum) bool {
	return t == ob3.IdentifierEmailAddress || t == "email"
}
