package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"blazon/bake"
	"blazon/jsonld"
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
  blazon bake -o both.svg drawing.svg ob3.json ob2.json`
}

// Run bakes and writes.
func (c *bakeCommand) Run(w *world) error {
	picture, err := w.readInput(c.Picture)
	if err != nil {
		return err
	}
	badges := make([]bake.Badge, 0, len(c.Credential))
	for _, name := range c.Credential {
		data, err := w.readInput(name)
		if err != nil {
			return err
		}
		badge, err := asBadge(name, data)
		if err != nil {
			return err
		}
		badges = append(badges, badge)
	}
	var out bytes.Buffer
	put := bake.SVG
	if bytes.HasPrefix(picture, []byte("\x89PNG")) {
		put = bake.PNG
	}
	if err := put(&out, bytes.NewReader(picture), badges...); err != nil {
		return hint{fmt.Errorf("the badge cannot be put into %s: %w", c.Picture, err), "the picture must be a PNG or SVG; save it anew with a drawing program if it is damaged"}
	}
	return w.writeOutput(c.Output, out.Bytes())
}

// asBadge tells of which version the credential in data is.
func asBadge(name string, data []byte) (bake.Badge, error) {
	text := strings.TrimSpace(string(data))
	doc, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		if strings.Count(text, ".") == 2 && !strings.ContainsAny(text, " \n{") {
			return bake.Badge{Kind: kindOfJWT(text), Text: text}, nil
		}
		return bake.Badge{}, hint{fmt.Errorf("%s holds no credential", name), "give the JSON or the JWT that `blazon sign` printed"}
	}
	badge := bake.Badge{Kind: kindOf(doc), Text: text}
	if badge.Kind == bake.OB2 {
		badge.HostedURL = doc.Get("id").Str()
	}
	return badge, nil
}

// kindOf tells the version of a credential by its types.
func kindOf(doc *jsonld.Value) bake.Kind {
	for _, t := range doc.Get("type").Items() {
		switch t.Str() {
		case "ClrCredential":
			return bake.CLR
		case "VerifiableCredential", "OpenBadgeCredential", "AchievementCredential":
			return bake.OB3
		}
	}
	return bake.OB2
}

// kindOfJWT tells the version of the credential in a compact JWT. A JWS whose
// payload is an Open Badges 2.0 assertion is of that version.
func kindOfJWT(token string) bake.Kind {
	t, err := vcjwt.Parse(token)
	if err != nil {
		return bake.OB3
	}
	return kindOf(t.Credential)
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
			return w.writeOutput(c.Output, []byte(strings.TrimSuffix(text, "\n")+"\n"))
		}
	}
	return noBadge(c.Picture)
}

// kindNames are the names of kinds on the command line.
var kindNames = map[string]bake.Kind{"ob2": bake.OB2, "ob3": bake.OB3, "clr": bake.CLR}

func noBadge(picture string) error {
	return hint{fmt.Errorf("%s: %w", picture, errNoBadge), "download the picture from the site that issued the badge; copies from chats and photo apps lose what is inside"}
}
