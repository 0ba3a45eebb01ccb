package vc

import (
	"fmt"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/ob2"
)

// checkContext answers whether the badge names a context of Open Badges and
// none that could give its words another meaning. Nobody signs statements made
// from it: a hosted badge is served whole and a signed one is signed as bytes. So
// a word that is not defined is harmless, and only what may contradict the
// standard is refused.
//
// OB 2.0 3, V2-11.
func (a *assertion) checkContext() {
	if a.object.Version < ob2.V11 {
		a.report.pass(CheckContext, fmt.Sprintf("Badges of version %s have no contexts.", a.object.Version))
		return
	}
	var names, strange []string
	standard := false
	for _, item := range a.object.Raw.Get("@context").Items() {
		switch {
		case item.Kind() == jsonld.Object && !a.strict():
			standard = standard || item.Get("obi") != nil
		case item.Kind() == jsonld.Object:
			if word := redefines(item); word != "" {
				a.report.fail(CheckContext, ContextNotAllowed, fmt.Sprintf("It defines the word %.60q itself, which the standard defines.", word))
				return
			}
		case !item.IsString():
			a.report.fail(CheckContext, ContextNotAllowed, "One of its contexts is neither an address nor an object.")
			return
		case isContextOB2(item.Str()):
			standard = true
			names = append(names, item.Str())
		case a.Processor.Contexts.Has(item.Str()):
			names = append(names, item.Str())
		default:
			strange = append(strange, item.Str())
		}
	}
	switch {
	case len(strange) > 0 && (a.strict() || !standard):
		a.report.fail(CheckContext, ContextNotAllowed, fmt.Sprintf("The context %.200q is not known here, and contexts are never fetched: whoever serves one could change what the badge says.", strange[0]))
		return
	case !standard:
		a.report.fail(CheckContext, ContextNotAllowed, "None of its contexts is that of Open Badges 2.0, "+ob2.Context+".")
		return
	case len(strange) > 0:
		a.report.set(Check{Name: CheckContext, Result: Warning, Text: fmt.Sprintf("The context %.200q is not known here.", strange[0])})
	default:
		a.report.pass(CheckContext, "It uses the words of Open Badges as the standard defines them.")
	}
	if word := a.undefinedType(); word != "" {
		a.report.fail(CheckContext, TermUndefined, fmt.Sprintf("It says of itself that it is %.100q, which no context defines.", word))
		return
	}
	a.report.detail(CheckContext, "contexts", strings.Join(names, " "))
	a.tellTexts(jsonld.NewObject(jsonld.Member{Name: "@context", Value: a.object.Raw.Get("@context")}))
}

// isContextOB2 knows the addresses under which the contexts of versions 1.1,
// 2.0 and 2.1 were published.
func isContextOB2(s string) bool {
	switch strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://") {
	case "w3id.org/openbadges/v1", "w3id.org/openbadges/v2", "w3id.org/openbadges/v2.1",
		"openbadgespec.org/v1/context.json", "openbadgespec.org/v2/context.json",
		"standard.openbadges.org/1.1/context", "standard.openbadges.org/1.1/context.json",
		"purl.imsglobal.org/spec/ob/v2p0/context.json", "purl.imsglobal.org/spec/ob/v2p0/ob_v2p0.jsonld",
		"purl.imsglobal.org/spec/ob/v2p1/context.json", "purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld":
		return true
	}
	return false
}

// wordsOB2 are the words of the standard that decide what a badge says.
var wordsOB2 = strings.Fields(`id type Assertion BadgeClass Issuer Profile Endorsement CryptographicKey RevocationList HostedBadge SignedBadge
	hosted signed allowedOrigins badge claim creator criteria description email evidence expires hashed identity image issuedOn issuer name
	narrative owner publicKey publicKeyPem recipient revocationList revoked revokedAssertions salt startsWith uid url verification verify
	verificationProperty`)

// redefines names a word of the standard that a context within the badge
// defines, or a keyword with which one can define all.
func redefines(context *jsonld.Value) string {
	for _, m := range context.Members() {
		if slices.Contains(wordsOB2, m.Name) || m.Name == "@vocab" || m.Name == "@base" || m.Name == "@import" {
			return m.Name
		}
	}
	return ""
}

// classesOB2 are the names of classes that the context of the standard defines.
var classesOB2 = strings.Fields(`AlignmentObject CryptographicKey Endorsement Assertion BadgeClass Criteria Evidence Extension FrameValidation
	IdentityObject Image HostedBadge hosted Issuer Profile RevocationList SignedBadge signed TypeValidation VerificationObject`)

// undefinedType names a type of the badge that is neither one of the standard nor an
// address nor defined by a context within.
//
// 1EdTech's validator: JsonLDValidationProbe.
func (a *assertion) undefinedType() string {
	defined := make(map[string]bool)
	for _, c := range a.object.Raw.Get("@context").Items() {
		for _, m := range c.Members() {
			defined[m.Name] = true
		}
	}
	for _, t := range texts(a.object.Value.Get("type")) {
		if !defined[t] && !strings.Contains(t, ":") && !slices.Contains(classesOB2, t) {
			return t
		}
	}
	return ""
}

// checkSchema answers whether the badge, its BadgeClass and its issuer have what
// the standard requires.
func (a *assertion) checkSchema() {
	findings := a.findings
	if a.object.Class == "" && len(texts(a.object.Raw.Get("type"))) > 0 {
		findings = nil // another vocabulary's; the profile 1edtech asks no more of it
	}
	for _, p := range []struct {
		of *part
		at string
	}{{a.badge, "/badge"}, {a.issuer, a.issuerPath()}} {
		if p.of == nil || p.of.object == nil {
			continue
		}
		if p.of.moved != "" {
			findings = append(findings, ob2.Finding{Path: p.at, Text: fmt.Sprintf("What is at %.200s calls itself %.200s.", p.of.moved, p.of.id()), Cite: "OB 2.0 V2-07", Warning: true})
		}
		for _, f := range p.of.findings {
			f.Path = p.at + f.Path
			findings = append(findings, f)
		}
	}
	a.reportFindings(findings)
}

func (a *assertion) issuerPath() string {
	if a.badge != nil {
		return "/badge/issuer"
	}
	return "/issuer"
}

// reportFindings answers the check schema. Where only the letter of the standard is
// broken, and nothing that the badge says is in doubt, the profile strict warns and
// 1EdTech's validator refuses.
func (a *assertion) reportFindings(findings []ob2.Finding) {
	errs, grave := ob2.Errors(findings), ob2.Grave(findings)
	if !a.strict() {
		grave = errs
	}
	warn := func(f ob2.Finding, words func() (text, remedy string)) {
		text, remedy := words()
		a.report.set(Check{Name: CheckSchema, Result: Warning, Text: fmt.Sprintf("%s At %s: %s", text, place(f.Path), f.Text), Remedy: remedy})
	}
	switch {
	case len(grave) > 0:
		a.report.fail(CheckSchema, SchemaInvalid, fmt.Sprintf("%s At %s: %s", meaning(SchemaInvalid), place(grave[0].Path), grave[0].Text))
	case len(errs) > 0:
		warn(errs[0], notQuite)
	case len(findings) > 0:
		warn(findings[0], couldBeBetter)
	default:
		a.report.pass(CheckSchema, "It has everything that the standard requires.")
	}
	for i, f := range findings[:min(len(findings), maxFindings)] {
		a.report.detail(CheckSchema, fmt.Sprintf("finding%02d", i+1), f.String())
	}
}
