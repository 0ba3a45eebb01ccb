package serve

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// Accept chooses from offers, in the order we prefer, what r asks for. Without
// an Accept header it is the first. If nothing is acceptable it is "".
//
// RFC 9110 12.5.1.
func Accept(r *http.Request, offers ...string) string {
	header := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(header) == "" {
		return offers[0]
	}
	ranges := parseAccept(header)
	best, bestQ := "", 0.0
	for _, o := range offers {
		if q := quality(ranges, o); q > bestQ {
			best, bestQ = o, q
		}
	}
	return best
}

// NotAcceptable says that there is nothing of the kinds that r asks for.
func NotAcceptable(offers ...string) error {
	return &statusError{http.StatusNotAcceptable, "There is nothing of the kind you ask for. Ask for one of " + strings.Join(offers, ", ") + "."}
}

// Gone says that something was here and is not any more.
func Gone(text string) error { return &statusError{http.StatusGone, text} }

// A mediaRange is one entry of an Accept header.
type mediaRange struct {
	kind, sub string
	q         float64
}

// maxRanges is how many entries of an Accept header are read.
const maxRanges = 50

func parseAccept(header string) []mediaRange {
	var out []mediaRange
	for _, part := range strings.SplitN(header, ",", maxRanges+1) {
		t, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		kind, sub, ok := strings.Cut(t, "/")
		if !ok {
			continue
		}
		q := 1.0
		if text, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil || !(q >= 0 && q <= 1) {
				continue
			}
		}
		out = append(out, mediaRange{kind, sub, q})
		if len(out) == maxRanges {
			break
		}
	}
	return out
}

// quality returns how much offer is wanted, which the most specific range says.
func quality(ranges []mediaRange, offer string) float64 {
	kind, sub, _ := strings.Cut(offer, "/")
	q, best := 0.0, -1
	for _, m := range ranges {
		rank := -1
		switch {
		case m.kind == kind && m.sub == sub:
			rank = 2
		case m.kind == kind && m.sub == "*":
			rank = 1
		case m.kind == "*" && m.sub == "*":
			rank = 0
		}
		if rank > best || rank == best && rank >= 0 && m.q > q {
			best, q = rank, m.q
		}
	}
	return q
}

// wantsHTML reports whether a person is likely to read the answer: browsers ask
// for HTML by name, programs do not.
func wantsHTML(r *Request) bool {
	for _, m := range parseAccept(strings.Join(r.Header.Values("Accept"), ",")) {
		if m.kind == "text" && m.sub == "html" && m.q > 0 {
			return true
		}
	}
	return false
}
