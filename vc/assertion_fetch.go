package vc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon/did"
	"blazon/jsonld"
	"blazon/ob2"
)

// A part is a document that a badge leads to, or that lies within it.
type part struct {
	object   *ob2.Object
	findings []ob2.Finding
	address  string // where it was fetched; empty: it lay within
	moved    string // the address that led to it, if it calls itself by another
	end      string // the address that answered, after redirects
	named    bool   // it says itself what its id is
	err      error  // why there is no object
}

// id returns the id that a part gives itself, or that led to it.
func (p *part) id() string {
	if p == nil || p.object == nil {
		return ""
	}
	return lowerScheme(p.object.Value.Get("id").Str())
}

// What to ask for, and what may come.
const acceptBadge = "application/ld+json, application/json"

var revocationLimits = jsonld.Limits{Members: 200_000}

var (
	errGone      = errors.New("it is gone: the issuer has withdrawn it (410)")
	errElsewhere = errors.New("it was redirected to another host; whoever can redirect must not be able to choose what counts")
	errOtherID   = errors.New("it calls itself by another address")
	errNoJSON    = errors.New("what is there is not JSON")
	errGraph     = fmt.Errorf("%w that is read here: it is a graph of several things", errNoJSON)
)

// A statusError is the status of an answer that is no document.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("the answer has the status %d", int(e)) }

// An elsewhereError is errElsewhere with the address at the end.
type elsewhereError struct{ at string }

func (e *elsewhereError) Error() string { return errElsewhere.Error() + ": " + e.at }
func (e *elsewhereError) Unwrap() error { return errElsewhere }

// A goneError is errGone with what the issuer says of it.
type goneError struct {
	at     string // the address that was asked
	stated bool   // what is said there is that this was withdrawn
	reason string // why, if that is said
}

func (e *goneError) Error() string { return errGone.Error() }
func (e *goneError) Unwrap() error { return errGone }

// goneAt reads what is served at the address of a withdrawn badge in its stead, which
// need not say anything.
//
// OB 2.0 HostedBadge: the body has id, revoked and revocationReason.
func goneAt(address string, body []byte) *goneError {
	e := &goneError{at: address}
	v, err := jsonld.Parse(body, credentialLimits)
	if err != nil {
		return e
	}
	object, _ := ob2.Read(v)
	if said := object.Value; isRevokedStub(said) && plainName(said.Get("id").Str()) == plainName(address) {
		e.stated, e.reason = true, said.Get("revocationReason").Str()
	}
	return e
}

// fetchPart gets a document from its address. One that calls itself by another
// address is fetched again from there.
//
// OB 2.0 V2-07.
func (a *assertion) fetchPart(ctx context.Context, address, class string) *part {
	p, _, err := a.fetchHosted(ctx, address, class)
	if err != nil {
		return &part{address: address, err: err}
	}
	return p
}

// fetchHosted is fetchPart that also returns the bytes.
func (a *assertion) fetchHosted(ctx context.Context, address, class string) (*part, []byte, error) {
	p, body, err := a.fetchOnce(ctx, address, class)
	if err != nil {
		return a.fetchElsewhere(ctx, err, address, class)
	}
	if p.id() == address || p.id() == "" {
		return p, body, err
	}
	if !a.strict() {
		p.moved = address
		return p, body, nil
	}
	if !isWeb(p.id()) {
		return nil, nil, fmt.Errorf("%w, %.200s, under which nothing is published", errOtherID, p.id())
	}
	own, body, err := a.fetchOnce(ctx, p.id(), class)
	switch {
	case err != nil:
		return nil, nil, err
	case own.id() != p.id():
		return nil, nil, fmt.Errorf("%w, %.200s, and there by a third", errOtherID, p.id())
	}
	own.moved = address
	return own, body, nil
}

// fetchElsewhere gets what another host has to which an address was redirected, where
// that was err. It is taken for what it is at its own address and nothing else: whoever
// redirects can choose it, and it must be a badge of that host's all the same.
//
// OB 2.0 V2-01: the answer may come after redirects.
func (a *assertion) fetchElsewhere(ctx context.Context, err error, address, class string) (*part, []byte, error) {
	var other *elsewhereError
	if !errors.As(err, &other) || !isSecure(other.at) && isSecure(address) {
		return nil, nil, err
	}
	own, body, errOwn := a.fetchOnce(ctx, other.at, class)
	if errOwn != nil || !own.named || own.id() != other.at {
		return nil, nil, err
	}
	own.moved = address
	return own, body, nil
}

// fetchOnce gets the document at an address and no other.
func (a *assertion) fetchOnce(ctx context.Context, address, class string) (*part, []byte, error) {
	if hostAt(address) == "" {
		return nil, nil, fmt.Errorf("%w: not an address of the web: %.200q", did.ErrUnresolvable, address)
	}
	address = lowerScheme(address)
	resp, err := a.Fetcher.Fetch(ctx, address, acceptBadge)
	switch {
	case err != nil:
		return nil, nil, err
	case a.strict() && !isAsSafe(resp.URL, address):
		return nil, nil, &elsewhereError{resp.URL}
	case resp.Status == 410:
		return nil, nil, goneAt(address, resp.Body)
	case resp.Status != 200:
		return nil, nil, &did.FetchError{URL: address, Err: statusError(resp.Status)}
	}
	limits := credentialLimits
	if class == ob2.ClassRevocationList {
		limits = revocationLimits
	}
	// RFC 8259 8.1: a byte order mark may be passed over.
	body := bytes.TrimPrefix(resp.Body, []byte("\uFEFF"))
	v, err := jsonld.Parse(body, limits)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errNoJSON, err)
	}
	object, findings := ob2.ReadAs(v, class)
	named := object.Value.Get("id") != nil
	if a.strict() && isGraph(object.Raw) {
		return nil, nil, errGraph
	}
	if hasOddID(object.Value) {
		return nil, nil, fmt.Errorf("%w: its id is no text", did.ErrMalformed)
	}
	if object.Version < ob2.V20 && v.Kind() == jsonld.Object && object.Value.Get("id") == nil && class != ob2.ClassRevocationList {
		// OB 1.0 and 0.5: a document has no id but its address.
		object, findings = ob2.ReadAs(v.With("id", jsonld.NewString(address)), class)
	}
	return &part{object: object, findings: findings, address: address, end: resp.URL, named: named}, body, nil
}

// fetchOwn gets a hosted badge from its own id and goes on with what is there.
//
// OB 2.0 V2-02: only the document that the issuer serves counts.
func (a *assertion) fetchOwn(ctx context.Context) bool {
	id := a.id()
	switch {
	case a.isSigned():
		a.report.fail(CheckProof, ProofMissing, "It says that it is signed and came without its signature.")
		return false
	case !isWeb(id) && a.isAnchored():
		a.report.unknown(CheckProof, UnsupportedFormat, anchored)
		return false
	case !isWeb(id):
		a.report.fail(CheckProof, ProofMissing, "It is neither signed nor has it an address where its issuer serves it, so anyone can have written it.")
		return false
	case !a.strict():
		a.report.set(Check{
			Name: CheckProof, Result: Pass, Text: "Believed as it came, and not compared with what its issuer serves, as the profile 1edtech has it.",
			Detail: map[string]string{"believed": "the text as it came", "profile": string(OneEdTech), "strict": FetchFailed},
		})
		return true
	}
	served, body, err := a.fetchHosted(ctx, id, a.object.Class)
	if err != nil {
		a.unserved(err)
		return false
	}
	if name := a.copyDiffers(served.object); name != "" {
		a.otherServed(name, served)
		return false
	}
	if name, ok := twins(without(served.object.Raw, "@context"), 0); ok {
		a.report.fail(CheckProof, MalformedInput, fmt.Sprintf("Where the badge is served, two members named %.60q differ in the case of their letters only.", name))
		return false
	}
	version := a.object.Version
	a.copied, a.object, a.findings, a.report.Raw = a.object.Value, served.object, served.findings, body
	a.end, a.unnamed = served.end, !served.named
	if a.object.Version != version {
		a.report.Notes = nil // they are of the copy
		if !a.checkKind() {
			return false
		}
	}
	a.passHosted(served.address)
	a.report.detail(CheckProof, "moved", served.moved)
	return true
}

// otherServed answers for a text that is not what is served at its address: a member
// is another there.
func (a *assertion) otherServed(name string, served *part) {
	check, moved := CheckProof, !sameHost(served.address, a.id())
	switch {
	case moved && name == "badge":
		a.report.unknown(check, FetchFailed, "Its address leads to another host, and the badge there is called by another address. Nobody can say whether it was moved there or is another.")
	case moved:
		check = CheckIssuer
		a.report.fail(check, IssuerUnresolvable, fmt.Sprintf("What is at the address of the badge is not what its issuer serves there: it leads to another host, and of the badge there %s is another.", name))
	default:
		a.report.fail(check, ProofInvalid, fmt.Sprintf("This is not the badge that its issuer serves: %s is another there. Somebody changed the text, or the issuer has.", name))
	}
	a.report.detail(check, "served", served.address)
}

// fetchServed gets what is at the address that a signed badge calls itself by, if that may
// say something of it.
func (a *assertion) fetchServed(ctx context.Context) {
	if a.token == nil || !a.strict() || a.report.Check(CheckIssuer).Result != Pass || !a.isServed() && !a.isNamed(a.id()) {
		return
	}
	a.served, _, a.noServed = a.fetchHosted(ctx, a.id(), a.object.Class)
}

// isServed reports whether a signed badge should be what is at the address that it calls
// itself by: it says that it is hosted, or the address is the issuer's.
func (a *assertion) isServed() bool { return a.isHosted() || a.isAtIssuer(a.id()) }

// isNamed reports whether an id is an address at the issuer's own host, whatever that says
// of where its badges are, or is where it says that they are. That makes it nobody's id,
// but what is there may say that the badge was withdrawn.
func (a *assertion) isNamed(id string) bool {
	policy := a.policy()
	return isPlain(id) && (sameHost(id, a.issuer.id()) || policy.hasPrefix(id, true) || policy.hasOrigin(id))
}

// hasOwnID reports whether the badge is seen to be what its id names: a hosted one is what
// is there, and of a signed one that is the same award. Anybody can write any id, also one
// at a host that he shares with others.
func (a *assertion) hasOwnID() bool {
	if a.token == nil {
		return true
	}
	isFetched := a.object.Class == ob2.ClassEndorsement || a.badge != nil && a.badge.address != ""
	return isFetched && a.isServed() && a.served != nil && a.served.moved == "" && !saysRevoked(a.served.object.Value) && a.differs(a.served.object) == ""
}

// isAtIssuer reports whether an id is an address at the issuer's own host, and within what
// the issuer says of where its badges are, if it says so. What it says of hosts that are
// not its own does not make them so, and any other id can be written by anybody.
func (a *assertion) isAtIssuer(id string) bool {
	if a.issuer == nil || a.issuer.object == nil || !isPlain(id) || !sameHost(id, a.issuer.id()) {
		return false
	}
	policy := a.policy()
	return policy.unread == "" &&
		(len(policy.prefixes) == 0 || policy.hasPrefix(id, true)) && (len(policy.origins) == 0 || policy.hasOrigin(id))
}

func (a *assertion) passHosted(address string) {
	text := "It is served at its own address, %.200s. What is there was checked, not what you have."
	switch doc := a.object.Value; {
	case isYes(doc.Get("revoked")):
		text = "At its own address, %.200s, its issuer says that it is withdrawn. What else it may say was not compared."
	case saysRevoked(doc):
		text = "At its own address, %.200s, its issuer says something of whether it is withdrawn that cannot be understood. What else it may say was not compared."
	}
	a.report.pass(CheckProof, fmt.Sprintf(text, address))
	a.report.detail(CheckProof, "method", ob2.HostedBadge)
	a.report.detail(CheckProof, "served", address)
}

// unserved answers for a hosted badge that its issuer does not serve.
//
// OB 2.0 V2-03; pitfall 108: 410 is a revocation and no error.
func (a *assertion) unserved(err error) {
	var (
		fetch *did.FetchError
		gone  *goneError
		limit *jsonld.LimitError
	)
	switch {
	case errors.As(err, &gone):
		a.report.fail(CheckStatus, StatusRevoked, a.revokedText(gone.reason))
		a.report.skip(CheckProof, "The issuer no longer serves it.")
	case errors.Is(err, errElsewhere):
		a.report.unknown(CheckProof, FetchFailed, "The address of the badge leads to another host, and what is there does not call itself by that address, so nobody can say whose it is.")
	case errors.Is(err, errOtherID):
		a.report.fail(CheckIssuer, IssuerUnresolvable, "What is at the address of the badge is not what its issuer serves there.")
		a.report.detail(CheckIssuer, "cause", cause(err))
	case errors.Is(err, errBudget):
		a.report.unknown(CheckProof, LimitExceeded, "")
	case errors.As(err, &limit):
		a.report.unknown(CheckProof, LimitExceeded, "What is at the address of the badge has more in it than is read here.")
	case errors.As(err, &fetch) && fetch.Blocked:
		a.report.unknown(CheckProof, FetchBlocked, "")
	default:
		a.report.unknown(CheckProof, FetchFailed, "The badge could not be had from its own address, and only what is there counts.")
	}
	a.report.detail(CheckProof, "cause", cause(err))
}

// readParts gets the BadgeClass and its issuer.
func (a *assertion) readParts(ctx context.Context) {
	from := a.object
	if a.object.Class == ob2.ClassAssertion {
		a.badge = a.partOf(ctx, a.object.Value.Get("badge"), ob2.ClassBadgeClass)
		from = a.badge.object
	}
	if from != nil && (from.Class == ob2.ClassBadgeClass || from.Class == ob2.ClassEndorsement) {
		class := ob2.ClassIssuer
		if from.Class == ob2.ClassEndorsement {
			class = ob2.ClassProfile
		}
		a.issuer = a.partOf(ctx, from.Value.Get("issuer"), class)
	}
}

// partOf gets what a property holds: an address, or an object. An object that
// has an address is fetched from there all the same.
//
// OB 2.0 V2-08: what its maker serves counts, and not the copy.
func (a *assertion) partOf(ctx context.Context, v *jsonld.Value, class string) *part {
	id := lowerScheme(idOf(v))
	if hasOddID(v) {
		return &part{err: fmt.Errorf("%w: its id is no text", did.ErrMalformed)}
	}
	if isWeb(id) && (a.object.Version > ob2.V05 || v.Kind() != jsonld.Object) {
		p := a.fetchPart(ctx, id, class)
		var fetch *did.FetchError
		if errors.As(p.err, &fetch) && v.Kind() == jsonld.Object && class == ob2.ClassBadgeClass && a.mayEmbed(v) {
			return a.embedded(v, class)
		}
		if p.err == nil || a.strict() || v.Kind() != jsonld.Object {
			return p
		}
	}
	if v.Kind() != jsonld.Object {
		return &part{err: fmt.Errorf("%w: not an address of the web: %.200q", did.ErrUnresolvable, id)}
	}
	if a.object.Version == ob2.V05 && class == ob2.ClassIssuer && a.strict() && isOrigin(id) {
		// Who has a Profile there as later versions have it says by that what counts.
		if p := a.profileAt(ctx, id); p != nil {
			return p
		}
	}
	return a.embedded(v, class)
}

// hasOddID reports whether something has an id that is no text: no address leads to it,
// and readers differ in what they take for it.
func hasOddID(v *jsonld.Value) bool {
	id := v.Get("id")
	return id.Kind() != jsonld.Absent && id.Kind() != jsonld.Null && !id.IsString()
}

// embedded reads what lies within the badge. What is wrong with it was found
// with the whole.
func (a *assertion) embedded(v *jsonld.Value, class string) *part {
	p := &part{}
	switch {
	case a.object.Version == ob2.V05 && class == ob2.ClassBadgeClass:
		// OB 0.5: a badge is described where it was given and has no address, so it is no
		// other badge's, and nobody else's endorsements are of it.
		v = v.Without("id").Without("endorsement").With("@context", jsonld.NewString(ob2.Context))
	case a.object.Version == ob2.V05:
		// OB 0.5: an issuer is its origin and publishes nothing about itself, so what
		// stands in the badge is all there is. Where its badges are, which keys are its
		// own and what it has withdrawn is for nobody to say but the issuer, and whoever
		// wrote the badge may be somebody else.
		v = jsonld.NewObject(slices.DeleteFunc(slices.Clone(v.Members()), func(m jsonld.Member) bool { return !slices.Contains(members05, m.Name) })...)
		if !isOrigin(idOf(v)) {
			v = v.Without("id")
		}
		p.address = idOf(v)
	case v.Get("@context") == nil:
		v = v.With("@context", jsonld.NewString(ob2.Context))
	}
	p.object, _ = ob2.ReadAs(v, class)
	return p
}

// mayEmbed reports whether a BadgeClass within the badge will do where it could
// not be fetched: its address is the issuer's, so nobody else's badge is claimed.
func (a *assertion) mayEmbed(v *jsonld.Value) bool {
	return sameHost(v.Get("id").Str(), idOf(v.Get("issuer")))
}

// instantOB2 reads a date and time; the zero time if the member says
// nothing.
func instantOB2(v *jsonld.Value, name string) (time.Time, error) {
	member := v.Get(name)
	if isNothing(member) || member.IsString() && strings.TrimSpace(member.Str()) == "" {
		return time.Time{}, nil
	}
	d, err := ob2.ParseDateTime(strings.TrimSpace(member.Str()))
	return d.Time, err
}

// isNothing reports whether a member is absent, null or an empty array, which are one in
// JSON-LD.
func isNothing(v *jsonld.Value) bool {
	return v.Kind() == jsonld.Absent || v.Kind() == jsonld.Null || v.Kind() == jsonld.Array && len(v.Items()) == 0
}

// isBlank reports whether a member is an empty text, as programs write a setting that
// nobody made.
func isBlank(v *jsonld.Value) bool { return v.IsString() && strings.TrimSpace(v.Str()) == "" }
