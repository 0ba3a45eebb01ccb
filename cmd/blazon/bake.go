package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"blazon/bake"
	"blazon/jsonld"
	"blazon/ob2"
	"blazon/ob3"
	"blazon/vcjwt"
)

// bakeCommand puts a credential into a picture.
type bakeCommand struct {
	Output     string   `short:"o" required:"" placeholder:"FILE" help:"The picture to write, or - for standard output."`
	Picture    string   `arg:"" help:"The PNG or SVG picture."`
	Credential []string `arg:"" help:"The signed credential: JSON, JWT, or for Open Badges 2.0 also the assertion. Several kinds may live side by side."`
}

// Help teaches the command.
func (bakeCommand) Help() string {
	return `The picture looks the same afterwards; the badge travels inside it. A badge of the
same version that is in the picture already is replaced, others are kept.

  blazon bake -o badge.png drawing.png signed.json
  blazon bake -o both.svg drawing.svg ob3.json ob2.json

What is baked must be signed, or be the assertion (or a file with the address) of a
hosted badge of Open Badges 2.0. Whether it is genuine is not looked at: that is what
'blazon verify' is for.`
}

// Run bakes and writes.
func (c *bakeCommand) Run(w *world) error {
	picture, err := w.readInput(c.Picture)
	if err != nil {
		return err
	}
	put, err := c.baker(picture)
	if err != nil {
		return err
	}
	badges := make([]bake.Badge, 0, len(c.Credential))
	from := make(map[bake.Kind]string)
	for _, name := range c.Credential {
		if isURL(name) {
			return hint{fmt.Errorf("%s is an address, and bake asks none", name), "download the credential and give its file; to bake the address of a hosted Open Badges 2.0 assertion itself, write it into a file"}
		}
		data, err := w.readInput(name)
		if err != nil {
			return err
		}
		badge, err := asBadge(name, data)
		if err != nil {
			return err
		}
		if other, ok := from[badge.Kind]; ok {
			return hint{fmt.Errorf("%s and %s are both of %s, and a picture holds one badge of a version", other, name, badge.Kind), "bake each into a picture of its own"}
		}
		from[badge.Kind] = name
		badges = append(badges, badge)
	}
	var out bytes.Buffer
	if err := put(&out, bytes.NewReader(picture), badges...); err != nil {
		return hint{fmt.Errorf("the badge cannot be put into %s: %w", c.Picture, err), "the picture must be a PNG or SVG; save it anew with a drawing program if it is damaged"}
	}
	return w.writeOutput(c.Output, out.Bytes())
}

// baker returns what bakes into the kind of picture that was given. The name of
// the output must be of that kind, too: programs go by names.
func (c *bakeCommand) baker(picture []byte) (func(io.Writer, io.Reader, ...bake.Badge) error, error) {
	put, kind := bake.PNG, "PNG"
	switch {
	case bake.IsPNG(picture):
	case bake.IsSVG(picture):
		put, kind = bake.SVG, "SVG"
	default:
		return nil, hint{fmt.Errorf("the badge cannot be put into %s: %w", c.Picture, bake.ErrUnsupported), "give the picture first, then the credential; save pictures of other kinds as PNG"}
	}
	ext := strings.ToLower(filepath.Ext(c.Output))
	if slices.Contains(pictureExts, ext) && ext != "."+strings.ToLower(kind) {
		return nil, misuse("give the output a name that ends in ."+strings.ToLower(kind), "%s is %s, and nothing is converted: %s has the wrong ending", c.Picture, kind, c.Output)
	}
	return put, nil
}

// pictureExts are the endings that promise a kind of picture.
var pictureExts = []string{".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp"}

// asBadge tells of which version the credential in data is, and refuses what is
// no badge or could never be verified.
func asBadge(name string, data []byte) (bake.Badge, error) {
	text := strings.TrimSpace(string(data))
	if isBakeable(text) && !strings.ContainsAny(text, " \t\r\n") {
		return bake.Badge{Kind: bake.OB2, Text: text}, nil // OB 2.0 Baking: the address of a hosted assertion will do
	}
	doc, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	signed := false
	if err != nil {
		token, jwtErr := vcjwt.Parse(text)
		if jwtErr != nil {
			return bake.Badge{}, hint{fmt.Errorf("%s holds no credential", name), "give the JSON or the JWT that `blazon sign` printed"}
		}
		doc, signed = token.Credential, true
	}
	kind, err := kindOf(doc)
	if err != nil {
		return bake.Badge{}, hint{fmt.Errorf("%s holds no badge: %w", name, err), "give a signed Open Badge, its JWT, or an Open Badges 2.0 assertion"}
	}
	badge := bake.Badge{Kind: kind, Text: text}
	switch id := doc.Get("id").Str(); {
	case signed:
	case kind != bake.OB2 && len(doc.Get("proof").Items()) == 0:
		return bake.Badge{}, hint{fmt.Errorf("%s is not signed, so nobody could verify it", name), "sign it with `blazon sign` and bake what that prints"}
	case kind == bake.OB2 && slices.ContainsFunc(doc.Get("verification").Get("type").Items(), isSignedBadge):
		return bake.Badge{}, hint{fmt.Errorf("%s is the assertion of a signed badge without its signature", name), "bake its JWS, which has three parts with dots between"}
	case kind == bake.OB2 && isBakeable(id):
		badge.HostedURL = id
	}
	return badge, nil
}

// isBakeable reports whether an address is written as pictures hold it: readers of
// others look for small letters.
func isBakeable(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}

// isSignedBadge reports whether a type says that an assertion is signed.
func isSignedBadge(t *jsonld.Value) bool { return t.Str() == ob2.SignedBadge || t.Str() == "signed" }

// kindOf tells the version of a badge. The error says what else it is.
func kindOf(doc *jsonld.Value) (bake.Kind, error) {
	types := make([]string, 0, 4)
	for _, t := range doc.Get("type").Items() {
		types = append(types, t.Str())
	}
	switch {
	case doc.Kind() != jsonld.Object:
		return 0, fmt.Errorf("it is %s, and a badge is an object", doc.Kind())
	case slices.Contains(types, "ClrCredential"):
		return bake.CLR, nil
	case slices.Contains(types, ob3.ClassEndorsement):
		return 0, errors.New("it is an endorsement, which is attached to a badge before that is signed")
	case ob3.IsBadge(doc):
		return bake.OB3, nil
	case slices.Contains(types, "VerifiablePresentation"):
		return 0, errors.New("it is a presentation; take the credential out of it")
	case slices.Contains(types, "VerifiableCredential"):
		return 0, errors.New("it is a verifiable credential, but not an OpenBadgeCredential or a ClrCredential")
	case !ob2.Recognize(doc):
		return 0, errors.New("it is JSON, but no version of Open Badges")
	}
	o, findings := ob2.Read(doc)
	if o.Class != ob2.ClassAssertion {
		return 0, errors.New("of Open Badges 2.0 an assertion can be baked, and nothing else")
	}
	if wrong := ob2.Errors(findings); len(wrong) > 0 {
		return 0, fmt.Errorf("as an Open Badges 2.0 assertion it is faulty: %s", wrong[0])
	}
	return bake.OB2, nil
}

// unbakeCommand takes a credential out of a picture.
type unbakeCommand struct {
	Kind    string `enum:"any,ob2,ob3,clr" default:"any" help:"Which badge, when the picture holds several: ob3, ob2 or clr."`
	Output  string `short:"o" placeholder:"FILE" help:"Where to write. Without it: standard output."`
	Picture string `arg:"" help:"The PNG or SVG picture, or - for standard input."`
}

// Help teaches the command.
func (unbakeCommand) Help() string {
	return `Prints the credential byte for byte as it is in the picture. It does not check it:
that is what 'blazon verify' is for.

  blazon unbake badge.png > credential.json`
}

// Run takes out and prints.
func (c *unbakeCommand) Run(w *world) error {
	picture, err := w.readInput(c.Picture)
	if err != nil {
		return err
	}
	badges, err := bake.From(picture)
	if errors.Is(err, bake.ErrNoBadge) {
		return noBadge(c.Picture)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", c.Picture, err)
	}
	for _, b := range badges {
		if c.Kind == "any" || kindNames[c.Kind] == b.Kind {
			text := b.Text
			if text == "" {
				text = b.HostedURL
			}
			if w.isTerminal(c.Output) {
				text += "\n"
			}
			return w.writeOutput(c.Output, []byte(text))
		}
	}
	return noBadge(c.Picture)
}

// kindNames are the names of kinds on the command line.
var kindNames = map[string]bake.Kind{"ob2": bake.OB2, "ob3": bake.OB3, "clr": bake.CLR}

func noBadge(picture string) error {
	return hint{fmt.Errorf("%s: %w", picture, errNoBadge), "download the picture from the site that issued the badge; copies from chats and photo apps lose what is inside"}
}
