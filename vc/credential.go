package vc

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob2"
	"blazon/ob3"
	"blazon/statuslist"
	"blazon/vcjwt"
)

// The kinds of credential that are told apart.
const (
	kindBadge       = "Open Badges 3.0"
	kindEndorsement = "Open Badges 3.0 endorsement"
	kindStatusList  = "Bitstring Status List"
	kindRecord      = "Comprehensive Learner Record 2.0"
	// kindOther is any other credential; it is judged only where no badge is
	// asked for.
	kindOther = "Verifiable Credential"
	// kindSchema is judged only where a credential names it as its schema.
	kindSchema = "JSON Schema credential"
	// kindPresentation is what a holder shows: credentials in an envelope.
	kindPresentation = "Verifiable Presentation"
)

// The forms in which a credential comes.
const (
	formatJSON = "JSON"
	formatJWT  = "JWT"
	formatSD   = "SD-JWT"
)

// A credential is what was read, once, from the input. The maths and whatever
// is shown both start from doc.
type credential struct {
	doc     *jsonld.Value  // of a JWT without the claims of the token
	token   *vcjwt.Token   // nil if the proof is embedded
	sd      *vcjwt.SDToken // the token, if parts of it may have been left out
	kind    string
	model   ob3.Model
	issuer  string // issuer or issuer.id, empty if there is none
	id      string
	subject *jsonld.Value
	read    *ob3.Credential // doc as the standard's classes; nil of status lists
	record  *clr2.Record    // of a record, all of it
}

// credentialLimits are those of a credential. A status list has one string as
// long as lists may be.
var (
	credentialLimits = jsonld.Limits{}
	statusListLimits = jsonld.Limits{StringBytes: 2 << 20}
)

// A Text is what was given to be judged, parsed once. Whoever has to find out
// first what it is looks at Content, and then has the same Text judged.
type Text struct {
	Raw   []byte
	JSON  *jsonld.Value  // nil unless it is JSON
	Token *vcjwt.Token   // nil unless it is a JWT
	SD    *vcjwt.SDToken // Token with what its holder disclosed; nil unless it is an SD-JWT
	Err   error          // why it is neither
}

// Parse reads JSON or a compact JWT. It fails in no other way than by Err.
func Parse(input []byte) Text {
	t := parse(input, credentialLimits)
	var limit *jsonld.LimitError
	if errors.As(t.Err, &limit) {
		// Only a status list has a string as long as lists may be.
		if list := parse(input, statusListLimits); list.Err == nil && isStatusList(list.Content()) {
			return list
		}
	}
	return t
}

func parse(input []byte, limits jsonld.Limits) Text {
	t := Text{Raw: input}
	if !isToken(input) {
		t.JSON, t.Err = jsonld.Parse(input, limits)
		return t
	}
	t.Raw = bytes.TrimSpace(input)
	if text := string(t.Raw); vcjwt.IsSD(text) {
		if t.SD, t.Err = vcjwt.ParseSD(text); t.Err == nil {
			t.Token = t.SD.Token
		}
	} else {
		t.Token, t.Err = vcjwt.ParseOptions{Limits: limits, Presentation: true, JWS: true}.Parse(text)
		if t.Err == nil && vcjwt.IsJWSType(t.Token.Header.Typ) && !isAssertion(t.Token.Value) {
			// RFC 8725 3.11: credentials say that they are.
			t.Token, t.Err = nil, fmt.Errorf("%w: typ is %.40q", vcjwt.ErrUnsupported, t.Token.Header.Typ)
		}
	}
	return t
}

// isAssertion reports whether the payload of a token is a badge of the versions before 3.0,
// of which the standard says no more than that it is a JWS.
func isAssertion(v *jsonld.Value) bool {
	return ob2.Recognize(v) && v.Get("vc") == nil && v.Get("vp") == nil
}

// isStatusList reports whether a value, or the credential in the payload of a
// token, calls itself a status list.
func isStatusList(v *jsonld.Value) bool {
	return slices.ContainsFunc(append(texts(v.Get("type")), texts(v.Get("vc").Get("type"))...), statuslist.IsListType)
}

// Content is the JSON of the text: of a token, its payload. Nothing in it is to
// be believed.
func (t Text) Content() *jsonld.Value {
	if t.Token != nil {
		return t.Token.Value
	}
	return t.JSON
}

// isToken tells a compact JWS from JSON: it has no braces and begins as base64url.
func isToken(input []byte) bool {
	s := strings.TrimLeft(string(input[:min(len(input), 64)]), " \t\r\n")
	return s != "" && s[0] != '{' && s[0] != '[' && s[0] != '"'
}

// read parses the input and answers the check format. It reports whether there
// is anything to ask further about.
func (j *judgement) read(input []byte) bool {
	limits := credentialLimits
	if j.as.statusList {
		limits = statusListLimits
	}
	return j.readText(parse(input, limits))
}

// readText answers the check format for a text that was parsed.
func (j *judgement) readText(t Text) bool {
	if !j.readable(t) {
		return false
	}
	switch {
	case t.Token != nil && vcjwt.IsPresentationType(t.Token.Header.Typ):
		// RFC 8725 3.11: what says it is a presentation is no credential.
		j.report.fail(CheckFormat, UnsupportedFormat, "This token says that it is a presentation, and has a credential in the place of one.")
		return false
	case t.Token != nil:
		j.cred = &credential{doc: t.Token.Credential, token: t.Token, sd: t.SD}
	default:
		j.cred = &credential{doc: t.JSON}
	}
	j.report.Raw = t.Raw
	return j.readKind()
}

// readable notes the form of a text, and answers the check format if it could not
// be parsed.
func (j *judgement) readable(t Text) bool {
	j.report.Format = formatJSON
	switch {
	case isToken(t.Raw) && vcjwt.IsSD(string(t.Raw)):
		j.report.Format = formatSD
	case isToken(t.Raw):
		j.report.Format = formatJWT
	}
	if t.Err != nil {
		j.report.set(unread(t.Err))
		j.report.detail(CheckFormat, "cause", cause(t.Err))
		return false
	}
	return true
}

// unread is the answer about a text that cannot be read: it is damaged or no badge, or
// it has more than is read here or is signed as is not understood here, which nobody
// can hold against it.
func unread(err error) Check {
	code := formatCode(err)
	switch {
	case code == LimitExceeded:
		return answer(CheckFormat, Unknown, code, sentence(code, err))
	case errors.Is(err, vcjwt.ErrOtherAlg):
		return answer(CheckFormat, Unknown, code, "It is signed in a way that is not understood here, so nobody can say whether it is genuine.")
	}
	return answer(CheckFormat, Fail, code, sentence(code, err))
}

// formatCode is the code for a text that cannot be read.
func formatCode(err error) string {
	var limit *jsonld.LimitError
	switch {
	case errors.As(err, &limit):
		return LimitExceeded
	case errors.Is(err, vcjwt.ErrUnsupported):
		return UnsupportedFormat
	}
	if code := keyCode(err); code != "" {
		return code
	}
	return MalformedInput
}

// sentence says what a code means, and of errors that point to a place also
// where.
func sentence(code string, err error) string {
	var (
		term    *jsonld.TermError
		unknown *jsonld.ContextError
		limit   *jsonld.LimitError
		syntax  *jsonld.SyntaxError
	)
	switch {
	case errors.As(err, &term) && term.Disguised:
		return fmt.Sprintf("%.100q at %.200s is written in another way than with the word that the standards have for it, or with a prefix, so that readers could take it for something else than the signature covers.", term.Term, place(term.Pointer))
	case errors.As(err, &term):
		return fmt.Sprintf("%.100q at %.200s has no meaning in the contexts that the badge names, so no signature covers it.", term.Term, place(term.Pointer))
	case errors.As(err, &unknown) && unknown.URL != "":
		return fmt.Sprintf("The context %.200s is not known here.", unknown.URL)
	case errors.As(err, &limit):
		return fmt.Sprintf("%s It has more than %d %s.", meaning(code), limit.Limit, limit.Name)
	case errors.As(err, &syntax):
		return fmt.Sprintf("This is not well-formed JSON: %.200s (at byte %d).", syntax.Text, syntax.Offset)
	}
	return meaning(code)
}

// cause is an error for experts.
func cause(err error) string { return fmt.Sprintf("%.300s", err.Error()) }

// readKind finds out what the credential is, and answers the check format.
func (j *judgement) readKind() bool {
	c := j.cred
	if c.doc.Kind() != jsonld.Object {
		j.report.fail(CheckFormat, MalformedInput, "This is JSON, but not an object, as credentials are.")
		return false
	}
	if name, ok := twins(c.doc, 0); ok {
		j.report.fail(CheckFormat, MalformedInput, fmt.Sprintf("Two members named %.60q differ in the case of their letters only; some readers would take one for the other.", name))
		return false
	}
	if !j.readType() {
		return false
	}
	if first := c.doc.Get("@context").Items(); len(first) > 0 && first[0].Str() == ob3.ContextVC1 {
		c.model = ob3.VCDM1
	}
	c.issuer, c.id, c.subject = idOf(c.doc.Get("issuer")), c.doc.Get("id").Str(), c.doc.Get("credentialSubject")
	if items := c.subject.Items(); len(items) == 1 {
		c.subject = items[0]
	}
	j.report.Kind = c.kind
	text := fmt.Sprintf("This is a credential of %s (%s) as %s.", c.kind, c.model, j.report.Format)
	j.report.pass(CheckFormat, text)
	return true
}

// readType tells the kind of the credential from its types, and refuses what has
// no business where it was found.
func (j *judgement) readType() bool {
	c, types := j.cred, texts(j.cred.doc.Get("type"))
	refuse := func(text string) bool {
		j.report.fail(CheckFormat, UnsupportedFormat, text)
		return false
	}
	switch {
	case c.sd != nil && c.doc.Get("@context") == nil:
		return refuse("This is a token with selective disclosure (SD-JWT VC) whose claims follow no data model of badges.")
	case !slices.Contains(types, "VerifiableCredential"):
		return refuse("This is no verifiable credential: " + saysOfItself(types) + ".")
	case j.as.schema && slices.Contains(types, typeSchemaCredential):
		c.kind = kindSchema
	case j.as.schema:
		return refuse("This is no credential with a JSON schema.")
	case slices.ContainsFunc(types, statuslist.IsListType):
		c.kind = kindStatusList
		if j.as.carrier != "" {
			return refuse("This is a list of the status of badges, and no badge.")
		}
	case j.as.statusList:
		return refuse("This is no status list.")
	case slices.Contains(types, "ClrCredential"):
		c.kind = kindRecord
		if j.as.carrier == kindRecord {
			return refuse("This is a record within a record.")
		}
	case slices.Contains(types, "AchievementCredential"), slices.Contains(types, "OpenBadgeCredential"):
		c.kind = kindBadge
	case slices.Contains(types, "EndorsementCredential"):
		c.kind = kindEndorsement
	case j.as.any:
		c.kind = kindOther
	default:
		return refuse("This is a verifiable credential, but no badge: " + saysOfItself(types) + ".")
	}
	return true
}

// saysOfItself tells the types of a document.
func saysOfItself(types []string) string {
	if len(types) == 0 {
		return "it does not say what it is"
	}
	return fmt.Sprintf("it says of itself that it is %.100q", strings.Join(types, ", "))
}

// reread fills the standard's classes from doc.
func (c *credential) reread() {
	switch c.kind {
	case kindRecord:
		c.record, _ = clr2.Read(c.doc)
		c.read = c.record.Credential()
	case kindBadge, kindEndorsement:
		c.read, _ = ob3.Read(c.doc)
	}
}

// validity returns the names of the properties that bound a credential in time.
func (c *credential) validity() []string {
	if c.model == ob3.VCDM1 {
		return []string{"issuanceDate", "expirationDate", "validFrom", "validUntil"}
	}
	return []string{"validFrom", "validUntil"}
}

// idOf returns the id of something given as an id or as an object with one.
func idOf(v *jsonld.Value) string {
	if v.IsString() {
		return v.Str()
	}
	return v.Get("id").Str()
}

// texts returns the strings of a value that may be one or many.
func texts(v *jsonld.Value) []string {
	var out []string
	for _, item := range v.Items() {
		if item.IsString() {
			out = append(out, item.Str())
		}
	}
	return out
}
