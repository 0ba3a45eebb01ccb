package blazon

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"blazon/did"
	"blazon/vc"
)

// acceptBadge asks for a badge in any form, and for the text before a picture.
const acceptBadge = "application/vc, application/vc+ld+json, application/ld+json, application/json;q=0.9, " +
	"application/vc+jwt;q=0.8, image/png;q=0.5, image/svg+xml;q=0.5, */*;q=0.1"

// maxAddress bounds the addresses that are looked up.
const maxAddress = 8 << 10

// formatURL is the address of a badge.
func formatURL() Format {
	return Format{
		Name:  "https address",
		About: "The document is fetched, within the budget of one check, and judged by what it is, not by what its server calls it.",
		level: address,
		recognizes: func(s *source) bool {
			a := string(bytes.TrimSpace(s.data[:min(len(s.data), maxAddress+1)]))
			return len(s.data) <= maxAddress && isWeb(a) && !strings.ContainsAny(a, " \t\r\n\"<>{}")
		},
		verify: verifyURL,
	}
}

func isWeb(s string) bool {
	scheme, _, ok := strings.Cut(s, "://")
	return ok && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http"))
}

// verifyURL fetches a badge and judges it.
func verifyURL(ctx context.Context, r *run, s *source) (*vc.Report, error) {
	at := string(bytes.TrimSpace(s.data))
	resp, err := r.v.Fetcher.Fetch(ctx, at, acceptBadge)
	if err != nil {
		if err := vc.Gone(ctx); err != nil {
			return nil, err
		}
		return r.unfetched(at, err), nil
	}
	if resp.Status == 410 {
		// OB 2.0 4.1: so an issuer says that it has taken a hosted badge back.
		return r.v.VerifyAssertion(ctx, []byte(at), r.opt)
	}
	if resp.Status != 200 {
		return r.unreached(vc.FetchFailed, fmt.Sprintf("At %.200s there is no badge; the answer has the status %d.", at, resp.Status)), nil
	}
	return r.judge(ctx, &source{data: withoutMark(resp.Body), level: address, url: at})
}

// unfetched is the report on an address that gave no answer.
func (r *run) unfetched(at string, err error) *vc.Report {
	var fetch *did.FetchError
	if errors.As(err, &fetch) && fetch.Blocked {
		return r.unreached(vc.FetchBlocked, "")
	}
	return r.unreached(vc.FetchFailed, fmt.Sprintf("Nothing could be had from %.200s.", at))
}

// formatData is a data: URI with a badge, as pages and pictures within
// credentials have it.
//
// RFC 2397.
func formatData() Format {
	return Format{
		Name:  "data: URI",
		About: "What is written out in the address is judged by what it is, not by the type that it names.",
		level: address,
		recognizes: func(s *source) bool {
			return bytes.HasPrefix(bytes.TrimSpace(s.data[:min(len(s.data), 64)]), []byte("data:"))
		},
		verify: verifyData,
	}
}

// maxData bounds a data: URI: the largest picture with the largest badge in it,
// as base64.
const maxData = (5 + 4 + 3) << 20

// verifyData decodes a data: URI and judges what is in it.
func verifyData(ctx context.Context, r *run, s *source) (*vc.Report, error) {
	if len(s.data) > maxData {
		return r.unreached(vc.LimitExceeded, ""), nil
	}
	head, body, ok := strings.Cut(strings.TrimSpace(string(s.data)), ",")
	if !ok {
		return r.refuse(vc.MalformedInput, "The data: address has no comma, so there is nothing in it."), nil
	}
	var data []byte
	var err error
	if strings.HasSuffix(head, ";base64") {
		data, err = base64.StdEncoding.Strict().DecodeString(body)
	} else {
		var plain string
		plain, err = url.PathUnescape(body)
		data = []byte(plain)
	}
	if err != nil {
		return r.refuse(vc.MalformedInput, "The data: address is damaged."), nil
	}
	return r.judge(ctx, &source{data: data, level: address})
}
