package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"blazon/internal/text"
	"blazon/vc"
)

// A finding is what was found out about one input.
type finding struct {
	name    string
	report  *vc.Report
	offline *offlineNote // nil unless it was judged from a bundle
}

// An offlineNote says of what time the answer is that was made without a
// network.
type offlineNote struct {
	Basis     string    `json:"basis"` // always bundle: the word of whoever made it
	AsOf      time.Time `json:"asOf"`
	Documents int       `json:"documents"` // how many the bundle has
	Input     string    `json:"badge"`     // what the badge was called when the bundle was made
}

// json returns the report as one line, with the name of what was judged.
func (f *finding) json() ([]byte, error) {
	var asOf time.Time
	if f.offline != nil {
		asOf = f.offline.AsOf
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // nobody takes it for HTML, and who reads it sees what is there
	err := enc.Encode(struct {
		Input   string       `json:"input"`
		AsOf    time.Time    `json:"asOf,omitzero"` // the verdict is of then, and not of now
		Offline *offlineNote `json:"offline,omitempty"`
		*vc.Report
	}{f.name, asOf, f.offline, f.report})
	return inert(b.Bytes()), err
}

// inert returns the same JSON with nothing in it that a terminal obeys, or that turns the
// direction of what is beside it: it is written as an escape.
func inert(data []byte) []byte {
	obeyed := func(c rune) bool {
		return c >= 0x7f && c != 0x200c && c != 0x200d && unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
	}
	if bytes.IndexFunc(data, obeyed) < 0 {
		return data
	}
	var out []byte
	for _, c := range string(data) {
		switch high, low := utf16.EncodeRune(c); {
		case !obeyed(c):
			out = utf8.AppendRune(out, c)
		case c > 0xffff:
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, c)
		}
	}
	return out
}

// line returns the verdict, the name and what decided, as one line.
func (f *finding) line() []byte {
	asOf := ""
	if f.offline != nil {
		asOf = "  as of " + f.offline.AsOf.Format(time.RFC3339)
	}
	return fmt.Appendf(nil, "%-13s %s%s%s\n", f.report.Verdict, shown(f.name), reason(f.report), asOf)
}

// details returns the verdict, what the badge says, and a line for each check.
func (f *finding) details(explain bool) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", f.report.Verdict, shown(f.name))
	if f.offline != nil {
		fmt.Fprintf(&b, "  as of %s, from a bundle and without any network; what happened later is not known.\n", f.offline.AsOf.Format(time.RFC3339))
	}
	if f.report.OnlyRecipient() {
		b.WriteString("  It is genuine, unchanged and valid, but it does not say that it was given to the one who was asked about.\n")
	}
	for _, r := range everyReport(f.report) {
		if s := r.Summary; s.Name != "" {
			// What is proven comes first, and what the badge calls itself is no part of that line.
			fmt.Fprintf(&b, "\n  %s\n  “%s”\n  %s, %s\n", issuedBy(r), text.Quoted(s.Name), r.Kind, r.Format)
			printNames(&b, s, explain)
		}
		for _, ch := range r.Checks {
			printCheck(&b, ch, explain)
		}
		printTrust(&b, r.Trust)
		for _, e := range r.Endorsements {
			fmt.Fprintf(&b, "  %-15s          By %s: %s\n", "endorsed", calledBy(e.IssuerHost, e.IssuerName), text.Line(e.Comment))
		}
		for _, note := range r.Notes {
			fmt.Fprintf(&b, "  %-15s          %s\n", "note", text.Line(note))
		}
	}
	if explain {
		for _, d := range f.report.Documents {
			printDocument(&b, d)
		}
	}
	return []byte(b.String())
}

// printDocument prints what was fetched, from where and when, or why it could not be.
func printDocument(b *strings.Builder, d vc.Document) {
	if d.Error != "" {
		fmt.Fprintf(b, "  not had %s: %s\n", text.Visible(d.URL), text.Line(d.Error))
		return
	}
	from := ""
	if d.From != "" {
		from = " from " + text.Visible(d.From)
	}
	what := strings.TrimSpace(fmt.Sprintf("%d %s", d.Status, text.Name(d.MediaType)))
	fmt.Fprintf(b, "  fetched %s%s at %s: %s, %d bytes, sha256 %s\n", text.Visible(d.URL), from, d.FetchedAt.UTC().Format(time.RFC3339), what, d.Size, d.SHA256)
}

// issuedBy names the issuer, and says so where that it is the issuer is not proven.
func issuedBy(r *vc.Report) string {
	name, host := text.Quoted(r.Summary.IssuerName), text.Line(r.Summary.IssuerHost)
	switch {
	case r.Check(vc.CheckIssuer).Result != vc.Pass:
		return fmt.Sprintf("not proven by whom it was issued; it says that it is from “%s”", name)
	case r.Summary.OnlyKey() && r.Trust.State != vc.Recognized && name == "":
		return fmt.Sprintf("issued by %s, which gives no name; anyone can make such a key", host)
	case r.Summary.OnlyKey() && r.Trust.State != vc.Recognized:
		return fmt.Sprintf("issued by %s, which calls itself “%s”; that name is only claimed", host, name)
	}
	return "issued by " + calledBy(r.Summary.IssuerHost, r.Summary.IssuerName)
}

// calledBy names who is proven to be at a host: that first, and then, as a quotation,
// what it calls itself.
func calledBy(host, name string) string {
	switch host, name = text.Line(host), text.Quoted(name); {
	case host == "":
		return "“" + name + "”"
	case name == "" || strings.EqualFold(name, host):
		return host
	default:
		return fmt.Sprintf("%s, under the name “%s”", host, name)
	}
}

// printNames prints, for experts, names whole that are cut above or have letters which
// nobody sees.
func printNames(b *strings.Builder, s vc.Summary, explain bool) {
	for _, n := range []struct{ whose, name string }{{"badge", s.Name}, {"issuer", s.IssuerName}} {
		if explain && text.Name(n.name) != n.name {
			fmt.Fprintf(b, "  name of the %s as signed: %s\n", n.whose, text.Visible(n.name))
		}
	}
}

// printCheck prints the answer of one check.
func printCheck(b *strings.Builder, ch vc.Check, explain bool) {
	fmt.Fprintf(b, "  %-15s %-8s %s\n", ch.Name, ch.Result, shortened(text.Line(ch.Code+" "+ch.Text)))
	if ch.Remedy != "" && ch.Result != vc.Pass && ch.Result != vc.Skipped {
		fmt.Fprintf(b, "  %-15s %-8s %s\n", "", "", text.Line(ch.Remedy))
	}
	if !explain {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(ch.Detail)) {
		for i, line := range strings.Split(strings.TrimSuffix(ch.Detail[key], "\n"), "\n") {
			if i > 0 {
				key = ""
			}
			fmt.Fprintf(b, "  %-15s   %s: %s\n", "", key, text.Visible(line))
		}
	}
}

// longJWK is a did:jwk, whole or cut, of more letters than help anybody.
var longJWK = regexp.MustCompile(`(did:jwk:[A-Za-z0-9_-]{48})[A-Za-z0-9_-]+`)

// shortened cuts what only a program reads to its end. The issuer is named in full
// above the checks.
func shortened(s string) string { return longJWK.ReplaceAllString(s, "$1…") }

// printTrust says whether somebody vouches for the issuer. Not to be known says
// nothing against anybody.
func printTrust(b *strings.Builder, r vc.Recognition) {
	switch r.State {
	case vc.Recognized:
		as := ""
		if r.Name != "" {
			as = " as “" + text.Quoted(r.Name) + "”"
		}
		fmt.Fprintf(b, "  %-15s %-8s Known to %s%s.\n", "trust", "known", text.Name(r.By), as)
	case vc.Unrecognized:
		fmt.Fprintf(b, "  %-15s %-8s None of the lists that were given has this issuer, which says nothing against it.\n", "trust", "unknown")
	}
}

// everyReport lists a report and those on other badges in the same picture.
func everyReport(r *vc.Report) []*vc.Report { return append([]*vc.Report{r}, r.Also...) }

// reason returns the codes that decided a verdict other than valid.
func reason(report *vc.Report) string {
	if codes := deciding(report); len(codes) > 0 {
		return "  " + strings.Join(codes, " ")
	}
	return ""
}

// deciding lists the codes of the checks that did not hold.
func deciding(report *vc.Report) []string {
	var codes []string
	for _, r := range everyReport(report) {
		for _, ch := range r.Checks {
			if ch.Code != "" && (ch.Result == vc.Fail || ch.Result == vc.Unknown) {
				codes = append(codes, ch.Code)
			}
		}
	}
	return codes
}
