package web

import (
	"bytes"
	"context"
	"fmt"

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
	messages, err := loadMessages()
	if err != nil {
		return Shown{}, err
	}
	v := &view{words: newWords(messages, languages), Path: "/verify", Base: base}
	v.Title = v.T("verdict." + string(rep.Verdict))
	d := &verified{Report: rep, Recipient: recipient, Picture: pictureOf(base, rep.Summary), Local: true}
	var b bytes.Buffer
	if err := result(v, d).Render(ctx, &b); err != nil {
		return Shown{}, fmt.Errorf("show a report: %w", err)
	}
	return Shown{rep.Verdict, v.Title, b.String()}, nil
}
