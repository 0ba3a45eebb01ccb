package bake

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind tells which version's place in the picture a badge has. It says where
// the badge was found, not what it is: only its text says that.
type Kind uint8

// The kinds of badge that a picture can carry, at most one of each.
const (
	OB2 Kind = iota + 1 // Open Badges 0.5 to 2.1: an assertion, or its URL
	OB3                 // Open Badges 3.0: a verifiable credential
	CLR                 // Comprehensive Learner Record 2.0
)

// A place is where the badges of one kind live.
type place struct {
	kind                 Kind
	name                 string // of the version, for people
	keyword              string // of the PNG chunk
	space, prefix, local string // of the SVG element
}

// places is where each kind lives, in the order in which readers look.
//
// OB 3.0 Baking: keyword openbadgecredential, element openbadges:credential.
// OB 2.0 Baking: keyword openbadges, element openbadges:assertion.
var places = [...]place{
	{OB3, "OB 3.0", "openbadgecredential", "https://purl.imsglobal.org/ob/v3p0", "openbadges", "credential"},
	{CLR, "CLR 2.0", "clrcredential", "https://purl.imsglobal.org/clr/v2p0", "clr", "credential"},
	{OB2, "OB 2.0", "openbadges", "http://openbadges.org", "openbadges", "assertion"},
}

// String returns the short name of the version, such as "OB 3.0".
func (k Kind) String() string {
	for _, p := range places {
		if p.kind == k {
			return p.name
		}
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// rank orders kinds as readers look for them.
func (k Kind) rank() int {
	return slices.IndexFunc(places[:], func(p place) bool { return p.kind == k })
}

// A Badge is what a picture carries: the text of one credential.
type Badge struct {
	Kind Kind
	// Text is the credential: a JSON object, a compact JWS, or (OB2 only) the
	// https URL of a hosted assertion. White space around it is no part of it.
	Text string
	// HostedURL is the address of an OB2 assertion whose JSON is in Text. Only
	// SVG has a place for it; in a PNG it is not kept.
	HostedURL string
}

// What can be wrong with a picture, or with what shall go into it. Errors of
// this package wrap one of these.
var (
	ErrNoBadge     = errors.New("the picture holds no badge")
	ErrMultiple    = errors.New("the picture holds more than one badge of a kind")
	ErrDisagree    = fmt.Errorf("%w: the attribute verify and the assertion name different addresses", ErrMultiple)
	ErrTooLarge    = errors.New("the picture is too large")
	ErrMalformed   = errors.New("the picture is damaged")
	ErrUnread      = errors.New("the picture is written in a way that is not read here") // and may be sound
	ErrUnsupported = errors.New("this is not a PNG or SVG picture")
	ErrBadge       = errors.New("this cannot be put into a picture")
)

// Limits bound what is read. A zero field means its default. The sizes of the
// picture do not count the badges in it, so that a picture that is accepted
// can always be baked.
type Limits struct {
	PNG        int // bytes of a PNG; 5 MiB
	Side       int // pixels of the width and of the height of a PNG; 4096
	Chunks     int // chunks of a PNG; 1000
	SVG        int // bytes of an SVG; 1 MiB
	Depth      int // nesting of elements; 64
	Elements   int // elements of an SVG; 20 000
	Attributes int // attributes of an element; 256
	Text       int // bytes of one badge, after inflating; 4 MiB
}

// orDefaults fills the zero fields.
func (l Limits) orDefaults() Limits {
	return Limits{
		PNG:        cmp.Or(l.PNG, 5<<20),
		Side:       cmp.Or(l.Side, 4096),
		Chunks:     cmp.Or(l.Chunks, 1000),
		SVG:        cmp.Or(l.SVG, 1<<20),
		Depth:      cmp.Or(l.Depth, 64),
		Elements:   cmp.Or(l.Elements, 20_000),
		Attributes: cmp.Or(l.Attributes, 256),
		Text:       cmp.Or(l.Text, 4<<20),
	}
}

// PNG copies the PNG picture from r to w with the badges in it. What was
// written to w before an error is of no use.
func PNG(w io.Writer, r io.Reader, badges ...Badge) error { return Limits{}.PNGTo(w, r, badges...) }

// SVG copies the SVG picture from r to w with the badges in it. Nothing is
// written if there is an error in the picture or a badge.
func SVG(w io.Writer, r io.Reader, badges ...Badge) error { return Limits{}.SVGTo(w, r, badges...) }

// FromPNG returns the badges in the PNG picture from r, those of newer
// versions first; ErrNoBadge if there are none.
func FromPNG(r io.Reader) ([]Badge, error) { return Limits{}.FromPNG(r) }

// FromSVG returns the badges in the SVG picture from r, those of newer
// versions first; ErrNoBadge if there are none.
func FromSVG(r io.Reader) ([]Badge, error) { return Limits{}.FromSVG(r) }

// From returns the badges in a picture of either format. It looks at the bytes
// and not at a name; ErrUnsupported if they are neither PNG nor SVG.
func From(picture []byte) ([]Badge, error) { return Limits{}.From(picture) }

// From is the function From within l.
func (l Limits) From(picture []byte) ([]Badge, error) {
	switch {
	case IsPNG(picture):
		return l.FromPNG(bytes.NewReader(picture))
	case IsSVG(picture):
		return l.FromSVG(bytes.NewReader(picture))
	}
	return nil, ErrUnsupported
}

// IsPNG reports whether data begins as a PNG picture does.
func IsPNG(data []byte) bool { return bytes.HasPrefix(data, []byte(signature)) }

// IsSVG reports whether data begins as an XML text does whose root element, or
// whose DOCTYPE, is svg. It may still not be one.
func IsSVG(data []byte) bool {
	head := bytes.TrimPrefix(data, []byte(byteOrderMark))
	for {
		head = bytes.TrimLeft(head, xmlSpace)
		var end string
		switch {
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(head, []byte("<!DOCTYPE")):
			return namesSVG(bytes.TrimLeft(head[len("<!DOCTYPE"):], xmlSpace))
		default:
			name, ok := bytes.CutPrefix(head, []byte("<"))
			return ok && namesSVG(name)
		}
		_, rest, ended := bytes.Cut(head, []byte(end))
		if !ended {
			return false
		}
		head = rest
	}
}

// namesSVG reports whether text begins with the name svg, which may have a prefix.
func namesSVG(text []byte) bool {
	end := bytes.IndexAny(text, xmlSpace+"/>[")
	if end < 0 {
		return false
	}
	name := text[:end]
	if prefix, local, ok := bytes.Cut(name, []byte(":")); ok && len(prefix) > 0 {
		name = local
	}
	return string(name) == "svg"
}

// prepare checks the badges that shall go into a picture and returns them
// trimmed, newest version first.
func (l Limits) prepare(badges []Badge) ([]Badge, error) {
	if len(badges) == 0 {
		return nil, fmt.Errorf("%w: no badge was given", ErrBadge)
	}
	out := slices.Clone(badges)
	slices.SortStableFunc(out, func(a, b Badge) int { return a.Kind.rank() - b.Kind.rank() })
	var seen kinds
	for i := range out {
		if err := l.check(&out[i]); err != nil {
			return nil, err
		}
		if err := seen.add(out[i].Kind); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// check trims b and tells whether it can be baked.
func (l Limits) check(b *Badge) error {
	b.Text, b.HostedURL = trim(b.Text), trim(b.HostedURL)
	switch {
	case b.Kind.rank() < 0:
		return fmt.Errorf("%w: %s is not a kind of badge", ErrBadge, b.Kind)
	case b.Text == "":
		return fmt.Errorf("%w: the %s badge is empty", ErrBadge, b.Kind)
	case len(b.Text) > l.Text:
		return fmt.Errorf("%w: the %s badge has %d bytes, %d are allowed", ErrTooLarge, b.Kind, len(b.Text), l.Text)
	case !utf8.ValidString(b.Text):
		return fmt.Errorf("%w: the %s badge is not UTF-8 text", ErrBadge, b.Kind)
	case strings.ContainsFunc(b.Text, isControl):
		return fmt.Errorf("%w: the %s badge contains control characters", ErrBadge, b.Kind)
	case b.HostedURL != "" && !isURL(b.HostedURL):
		return fmt.Errorf("%w: the hosted address of the %s badge is not an http or https URL", ErrBadge, b.Kind)
	case b.HostedURL != "" && isJSON(b.Text) && !agree(b.HostedURL, b.Text):
		return fmt.Errorf("%w: the assertion gives another address for itself than the hosted one", ErrBadge)
	case isJSON(b.Text), isJWS(b.Text), b.Kind == OB2 && isURL(b.Text):
		return nil
	}
	return fmt.Errorf("%w: the %s badge is neither a JSON object nor a compact JWS", ErrBadge, b.Kind)
}

// trim takes the white space of JSON off both ends.
func trim(s string) string { return strings.Trim(s, xmlSpace) }

// isControl reports whether c may appear neither in JSON nor in XML.
func isControl(c rune) bool { return c < 0x20 && c != '\t' && c != '\n' && c != '\r' }

// isJSON reports whether s looks like a JSON object.
func isJSON(s string) bool { return strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") }

// base64url is the alphabet of the parts of a JWS.
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// isJWS reports whether s has the form of a compact JWS: three parts in the
// alphabet of base64url.
func isJWS(s string) bool {
	if strings.Count(s, ".") != 2 {
		return false
	}
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.Trim(part, base64url) != "" {
			return false
		}
	}
	return true
}

// isURL reports whether s has the form of an http or https URL.
func isURL(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(s, "http://")
	}
	return ok && rest != "" && !strings.ContainsAny(s, " \t\r\n<>\"")
}

// kinds is the set of kinds that were met in a picture.
type kinds [len(places) + 1]bool

// add notes a badge of kind k, and refuses the second. Kind 0 is no badge.
func (ks *kinds) add(k Kind) error {
	if k != 0 && ks[k] {
		return fmt.Errorf("%w: two of kind %s", ErrMultiple, k)
	}
	ks[k] = true
	return nil
}

// inOrder sorts badges that were taken out, newest version first.
func inOrder(badges []Badge) ([]Badge, error) {
	if len(badges) == 0 {
		return nil, ErrNoBadge
	}
	slices.SortFunc(badges, func(a, b Badge) int { return a.Kind.rank() - b.Kind.rank() })
	return badges, nil
}
