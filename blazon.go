package blazon

import (
	"bytes"
	"context"
	"fmt"

	"blazon/bake"
	"blazon/vc"
)

// Verify judges a badge in any of the Formats. The only errors are those of the
// caller: a context that ended, a Verifier without a clock. Whatever is wrong
// with the badge, even that it is none, is in the Report.
func Verify(ctx context.Context, v *vc.Verifier, input []byte, opt vc.Options) (*vc.Report, error) {
	begun, inner, cancel, err := v.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if opt.Profile == "" {
		opt.Profile = begun.Profile
	}
	r := &run{v: begun, opt: opt}
	report, err := r.judge(inner, &source{data: withoutMark(input)})
	if err != nil {
		return nil, err
	}
	if err := vc.Gone(ctx); err != nil {
		return nil, err
	}
	report.Documents = begun.Documents()
	return report, nil
}

// withoutMark drops the byte order mark that some editors put before a text.
//
// RFC 8259 8.1: readers may ignore it.
func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) }

// A run is the work on one input.
type run struct {
	v      *vc.Verifier
	opt    vc.Options
	inCode bool // a QR code led here
}

// A source is something that may be a badge, and where it was found.
type source struct {
	data  []byte
	level level     // of the format it was found in
	url   string    // the address that served it, if it was fetched
	kind  bake.Kind // the place in a picture that it had, if it was in one

	// hostedURL is the address that a picture names beside an OB 2.0 assertion.
	hostedURL string

	parsed *vc.Text
}

// text parses the source as text the first time it is asked for.
func (s *source) text() vc.Text {
	if s.parsed == nil {
		t := vc.Parse(s.data)
		s.parsed = &t
	}
	return *s.parsed
}

// judge finds the format of a source and has it judged.
func (r *run) judge(ctx context.Context, s *source) (*vc.Report, error) {
	for _, f := range Formats() {
		if f.level > s.level && f.recognizes(s) {
			return f.verify(ctx, r, s)
		}
	}
	return r.unknown(ctx, s)
}

// unknown answers for a source of no known format. JSON and JWT are told more
// about by package vc.
func (r *run) unknown(ctx context.Context, s *source) (*vc.Report, error) {
	trimmed := bytes.TrimSpace(s.data)
	switch {
	case len(trimmed) == 0:
		return r.refuse(vc.MalformedInput, "There is nothing in it."), nil
	case bytes.IndexByte([]byte(`{["`), trimmed[0]) >= 0, isCompact(trimmed):
		t := s.text()
		if isStatusList(t.JSON) || t.Token != nil && isStatusList(t.Token.Credential) {
			return r.refuse(vc.UnsupportedFormat, "This is a list of the status of badges, and no badge."), nil
		}
		return r.v.VerifyText(ctx, t, r.opt)
	case s.url != "" && trimmed[0] == '<':
		rep := r.refuse(vc.UnsupportedFormat, fmt.Sprintf("At %.200s there is a page for people and no badge.", s.url))
		rep.Checks[0].Remedy = "Look on that page for a link to the badge, or for its file to download, and check that."
		return rep, nil
	}
	return r.refuse(vc.UnsupportedFormat, "This is neither JSON nor a JWT nor a PNG or SVG picture nor an address."), nil
}

// isCompact reports whether data consists of parts with dots between, as tokens
// of all kinds do: signed, encrypted, with selective disclosure.
func isCompact(data []byte) bool {
	for _, c := range data {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.', c == '~':
		default:
			return false
		}
	}
	return bytes.Count(data, []byte(".")) >= 2
}

// refuse is the report on something that is no badge.
func (r *run) refuse(code, text string) *vc.Report {
	return vc.Refuse(r.opt.Profile, r.v.Now(), code, text)
}

// unreached is the report on something that could not be had.
func (r *run) unreached(code, text string) *vc.Report {
	return vc.Unreached(r.opt.Profile, r.v.Now(), code, text)
}
