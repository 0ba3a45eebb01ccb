package vc

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"blazon/did"
	"blazon/jsonld"
	"blazon/ob2"
)

// knowsIssuer answers the check issuer_binding where the issuer's own document
// could not be had, and reports whether it was.
//
// OB 2.0 Profile: an issuer is who serves its id, so it needs one of the web.
func (a *assertion) knowsIssuer() bool {
	for _, p := range []*part{a.badge, a.issuer} {
		if p != nil && p.err != nil {
			a.issuerMissing(p)
			return false
		}
	}
	if a.issuer == nil || a.issuer.object == nil {
		a.report.fail(CheckIssuer, IssuerUnresolvable, "It does not say who issued it.")
		return false
	}
	switch id := a.issuer.id(); {
	case a.strict() && a.badge != nil && a.badge.address != "" && !isSecure(a.badge.address) && isSecure(id):
		a.report.unknown(CheckIssuer, IssuerUnresolvable, "What describes the badge, and says who issued it, is served without encryption and its issuer is not, so whoever is on the way could have written it.")
	case isWeb(id) && (a.issuer.address != "" || !a.strict()):
		return true
	case a.strict() && isLabel(id):
		a.report.fail(CheckIssuer, IssuerUnresolvable, "The issuer has no address of its own, at which it could say that the badge is its own.")
	case isLabel(id):
		a.report.set(Check{Name: CheckIssuer, Result: Warning, Text: "The issuer has no address of its own."})
	case a.strict():
		a.report.fail(CheckIssuer, IssuerUnresolvable, fmt.Sprintf("Nothing is published under an issuer called %.100q, so nobody can say that the badge is its own.", id))
	default:
		a.report.set(Check{Name: CheckIssuer, Result: Warning, Text: fmt.Sprintf("The issuer is called %.100q, which is no address of the web.", id)})
	}
	return false
}

// issuerMissing answers for a BadgeClass or issuer that could not be had.
func (a *assertion) issuerMissing(p *part) {
	var (
		fetch *did.FetchError
		limit *jsonld.LimitError
	)
	code, result, text := IssuerUnresolvable, Fail, ""
	switch {
	case errors.Is(p.err, errBudget):
		code, result, text = LimitExceeded, Unknown, meaning(LimitExceeded)
	case errors.As(p.err, &fetch) && fetch.Blocked:
		code, result, text = FetchBlocked, Unknown, meaning(FetchBlocked)
	case errors.As(p.err, &limit):
		code, result, text = LimitExceeded, Unknown, "It leads to a document that has more in it than is read here."
	case isUnread(p.err) && p == a.badge:
		code, result = FetchFailed, Unknown
	case isUnread(p.err):
		result = Unknown
	}
	switch {
	case p == a.badge && text == "":
		text = "What describes the badge could not be had from its own address, and with it who issued it."
	case text == "":
		text = "What the issuer publishes about itself could not be had, so nobody can say whether the badge is its own."
	}
	if !a.strict() {
		result = Fail
	}
	a.report.set(answer(CheckIssuer, result, code, text))
	a.report.detail(CheckIssuer, "cause", cause(p.err))
	a.report.detail(CheckIssuer, "document", p.address)
}

// A policy is what an issuer says of where its badges are.
type policy struct {
	prefixes, origins []string
	unread            string // why not all of it could be read; "" if it was
}

// policy reads what the issuer says, under the names of this version and the one before.
// What is passed over would be a policy that anybody is within, so what cannot be read is
// said.
func (a *assertion) policy() policy {
	var p policy
	profile := a.issuer.object.Value
	for _, v := range []*jsonld.Value{profile.Get("verification"), profile.Get("verify")} {
		prefixes, origins := v.Get("startsWith"), v.Get("allowedOrigins")
		switch {
		case isNothing(v), isBlank(v):
			continue
		case isReference(v):
			p.unread = "The issuer says elsewhere where its badges are, and that is not followed here, so nobody can say whether the address of this one is among them."
		case len(prefixes.Items())+len(origins.Items()) > maxPlaces:
			p.unread = "The issuer names more places where its badges are than are looked at here, so nobody can say whether the address of this one is among them."
			continue
		case v.Kind() != jsonld.Object, !isTexts(prefixes), !isTexts(origins):
			p.unread = "The issuer says where its badges are in a way that cannot be read, so nobody can say whether the address of this one is among them."
		}
		if p.prefixes == nil {
			p.prefixes = slices.DeleteFunc(texts(prefixes), func(s string) bool { return strings.TrimSpace(s) == "" })
		}
		if p.origins == nil {
			p.origins = slices.DeleteFunc(texts(origins), func(s string) bool { return strings.TrimSpace(s) == "" })
		}
	}
	return p
}

// maxPlaces bounds how many places an issuer may name.
const maxPlaces = 100

// isEmpty reports whether the issuer says nothing.
func (p policy) isEmpty() bool { return len(p.prefixes)+len(p.origins) == 0 }

// hasPrefix reports whether an address is among those that the issuer names.
func (p policy) hasPrefix(address string, strict bool) bool {
	return slices.ContainsFunc(p.prefixes, func(prefix string) bool { return startsWith(address, prefix, strict) })
}

// mayHavePrefix is hasPrefix for who takes an address with encryption for one that may be
// meant by a prefix without: policies are older than the habit of encryption.
func (p policy) mayHavePrefix(address string, strict bool) bool {
	return p.hasPrefix(address, strict) || strict && isSecure(address) && p.hasPrefix("http:"+address[len("https:"):], true)
}

// hasOrigin reports whether an address is of a host that the issuer names.
func (p policy) hasOrigin(address string) bool {
	return slices.ContainsFunc(p.origins, func(origin string) bool { return isOriginOf(origin, address) })
}

// isReference reports whether something is no more than an address of the web at which
// it is said.
func isReference(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		if m.Name != "id" && m.Name != "type" && m.Name != "@context" {
			return false
		}
	}
	return isWeb(lowerScheme(idOf(v)))
}

// isTexts reports whether a member is nothing, a text, or texts. Null is as if it were
// not there, as is an empty text where one may stand.
func isTexts(v *jsonld.Value) bool {
	if v.Kind() == jsonld.Null || isBlank(v) {
		return true
	}
	return !slices.ContainsFunc(v.Items(), func(item *jsonld.Value) bool { return item.Str() == "" })
}

// tellBelieved marks what was taken for the issuer's word as the profile 1edtech has it:
// a text as it came, or a document for what it calls itself, wherever it was.
func (a *assertion) tellBelieved() {
	believed := a.report.Check(CheckProof).Detail["believed"]
	inside := a.issuer.address == ""
	moved := inside || a.report.Check(CheckProof).Detail["moved"] != "" || a.badge != nil && a.badge.moved != "" || a.issuer.moved != ""
	for _, p := range []*part{a.badge, a.issuer} {
		moved = moved || p != nil && p.end != "" && !sameHost(p.end, p.address)
	}
	moved = moved || a.end != "" && !sameHost(a.end, a.id())
	if !a.strict() && believed == "" && moved {
		believed = "a document that calls itself by another address"
		if inside {
			believed = "what the badge itself says of its issuer"
		}
	}
	if believed != "" {
		a.report.detail(CheckIssuer, "believed", believed)
	}
}

// isUnread reports whether a document is one that could not be had or read, which says
// nothing against the badge: nobody answered, or it was no document, or it is gone.
func isUnread(err error) bool {
	var fetch *did.FetchError
	return errors.As(err, &fetch) || errors.Is(err, errNoJSON) || errors.Is(err, errGone) || errors.Is(err, errElsewhere)
}

// checkScope answers whether the issuer of a hosted badge says that badges at
// that address are its own.
//
// OB 2.0 V2-02.
func (a *assertion) checkScope() {
	if !a.knowsIssuer() {
		return
	}
	id, issuer := a.id(), a.issuer.id()
	policy := a.policy()
	if a.strict() && policy.unread != "" {
		a.report.unknown(CheckIssuer, IssuerUnresolvable, policy.unread)
		return
	}
	text := ""
	switch {
	case a.strict() && !isPlain(id):
		text = "The address of the badge is written so that it leads elsewhere than it seems to."
	case len(policy.prefixes) > 0 && !policy.mayHavePrefix(id, a.strict()):
		text = fmt.Sprintf("The issuer says that the addresses of its badges begin with %.300s; the address of this one does not.", strings.Join(policy.prefixes, " or "))
	case len(policy.origins) > 0 && !policy.hasOrigin(id):
		text = fmt.Sprintf("The issuer says that its badges are at %.300s; this one is at %.100s.", strings.Join(policy.origins, ", "), hostAt(id))
	case policy.isEmpty() && !sameHost(id, issuer):
		text = fmt.Sprintf("The badge is at %.100s and its issuer at %.100s, which does not say that its badges are elsewhere.", hostAt(id), hostAt(issuer))
	case policy.isEmpty() && a.strict() && !isAsSafe(id, issuer):
		text = "The badge is served without encryption and its issuer is not, so whoever is on the way could have written it."
	case policy.isEmpty() && a.strict() && isWeb(a.badge.id()) && !sameHost(a.badge.id(), issuer):
		text = fmt.Sprintf("The badge is described at %.100s and its issuer is at %.100s, which does not say that its badges are elsewhere.", hostAt(a.badge.id()), hostAt(issuer))
	}
	if text != "" {
		if from := a.movedFrom(id); from != "" && policy.isEmpty() {
			a.report.unknown(CheckIssuer, IssuerUnresolvable, fmt.Sprintf("What the badge names at %.100s has moved, and its issuer, at %.100s now, does not say whether badges at the old address are its own.", from, hostAt(issuer)))
			return
		}
		a.report.fail(CheckIssuer, KeyNotBoundToIssuer, text)
		return
	}
	if text := a.unsure(policy); text != "" {
		a.report.unknown(CheckIssuer, IssuerUnresolvable, text)
		return
	}
	if a.object.Version == ob2.V05 {
		a.report.pass(CheckIssuer, fmt.Sprintf("It is kept where its issuer is, at %.200s, which is all that badges of this version have to show for themselves.", issuer))
	} else {
		a.report.pass(CheckIssuer, fmt.Sprintf("The issuer, %.200s, says that badges at this address are its own.", issuer))
	}
	a.tellBelieved()
}

// unsure says why an address that the issuer says is one of its badges may have
// somebody else's text; "" if nothing speaks for that.
func (a *assertion) unsure(policy policy) string {
	id, issuer := a.id(), a.issuer.id()
	switch {
	case !a.strict():
	case isSecure(issuer) && !isSecure(id):
		return "The badge is served without encryption and its issuer is not, so whoever is on the way could have written it."
	case len(policy.prefixes) > 0 && !policy.hasPrefix(id, true):
		return fmt.Sprintf("The issuer says that the addresses of its badges begin with %.300s; that of this one begins so, but has https. Nobody can say whether the issuer means that.", strings.Join(policy.prefixes, " or "))
	case len(policy.prefixes) > 0 && a.end != "" && (!isPlain(a.end) || !policy.hasPrefix(a.end, true)):
		// Where several share a host, whoever can redirect within it must not choose.
		return fmt.Sprintf("The issuer says that the addresses of its badges begin with %.300s; that of this one does, but leads on to %.300s, which does not.", strings.Join(policy.prefixes, " or "), a.end)
	}
	return ""
}
