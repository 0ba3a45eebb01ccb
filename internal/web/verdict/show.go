package verdict

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon/internal/web/words"
	"blazon/vc"
)

// A Shown is a report told to people, as a part of a page.
type Shown struct {
	Verdict vc.Verdict `json:"verdict"`
	Title   string     `json:"title"`
	HTML    string     `json:"html"`
}

// Show tells a report that was made in a reader's browser, with the templates of
// the page. Languages is like an Accept-Language header, base is the address of
// the site, and recipient the address that was asked about, if any.
func Show(ctx context.Context, rep *vc.Report, languages, base, recipient string) (Shown, error) {
	catalogue, err := words.Load()
	if err != nil {
		return Shown{}, err
	}
	ws := catalogue.For(languages)
	d := &Told{Report: rep, Recipient: recipient, Picture: PictureOf(base, rep.Summary), Local: true}
	d.Asked = slices.ContainsFunc(rep.Documents, func(doc vc.Document) bool { return base != "" && strings.HasPrefix(doc.URL, base+"/") })
	var b bytes.Buffer
	if err := Result(ws, d).Render(ctx, &b); err != nil {
		return Shown{}, fmt.Errorf("show a report: %w", err)
	}
	return Shown{rep.Verdict, Title(ws, rep), b.String()}, nil
}
