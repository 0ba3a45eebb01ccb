package serve

import (
	"math"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"blazon/internal/account"
	"blazon/internal/fault"
)

// A Request is what came in, with what has been found out about it.
type Request struct {
	*http.Request
	// ID is in the log, in the answer's X-Request-Id and on error pages.
	ID string
	// IP is where it came from, past the trusted proxies.
	IP netip.Addr
	// Account and Session are of whoever is signed in; zero when nobody is, or
	// when the route does not look.
	Account account.Account
	Session account.Session

	// Domain is the id of the issuer at whose domain this was asked for; empty at the
	// site's own address.
	Domain string

	route *Route
	// header is that of the answer.
	header http.Header
	// files are those of the form, by field.
	files map[string]file
	// held counts what the node holds, and holds is what it holds for this request.
	held  *held
	holds int64
	sent  *counted // the body
}

// Heed sets the headers of the answer that go with err, such as Retry-After.
// Whoever shows a form again instead of returning err calls it first.
func (r *Request) Heed(err error) {
	for _, f := range fault.All(err) {
		if f.RetryAfter > 0 && r.header != nil {
			r.header.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
			return
		}
	}
}

// SignedIn reports whether Account is anyone.
func (r *Request) SignedIn() bool { return r.Account.ID != "" }

// Client says where the request comes from, as accounts want to know it.
func (r *Request) Client() account.Client {
	return account.Client{IP: r.IP.String(), UserAgent: r.UserAgent()}
}

// Posted returns the value of a form field without spaces around it.
func (r *Request) Posted(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// Asked returns a parameter of the query as text that is safe to search for:
// valid UTF-8, no control characters, not longer than a line.
func (r *Request) Asked(name string) string {
	const longest = 400
	s := strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == '\uFFFD' {
			return -1
		}
		return c
	}, strings.ToValidUTF8(r.URL.Query().Get(name), ""))
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "")
	}
	return strings.TrimSpace(s)
}

// AskedWhole returns a parameter of the query as it is, without spaces around it. It is
// a fault of the field where it is longer than so many bytes, or no line of text: what
// is left of one may mean something else.
func (r *Request) AskedWhole(name string, most int) (string, error) {
	s := strings.TrimSpace(r.URL.Query().Get(name))
	odd := func(c rune) bool { return c < ' ' || c == 0x7f || c == '\uFFFD' }
	switch {
	case len(s) > most:
		return "", fault.Field(name, "This is too long. At most %d letters are taken.", most)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, odd):
		return "", fault.Field(name, "This is not a line of text. Copy it again from where you found it.")
	}
	return s, nil
}

// clientIP finds who sent a request. X-Forwarded-For is read from its end, as
// long as the one who added an entry is trusted; what lies before is anyone's
// invention.
func clientIP(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.IPv4Unspecified()
	}
	addr := peer.Addr().Unmap().WithZone("")
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && isTrusted(addr, trusted); i-- {
		next, ok := forwarded(chain[i])
		if !ok {
			break
		}
		addr = next
	}
	return addr
}

// forwarded reads one entry of X-Forwarded-For, which may carry a port.
func forwarded(entry string) (netip.Addr, bool) {
	entry = strings.TrimSpace(entry)
	if ap, err := netip.ParseAddrPort(entry); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(entry, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

func isTrusted(a netip.Addr, trusted []netip.Prefix) bool {
	return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
}

// network is what limits count by: an address, or an IPv6 /64, within which a
// client can choose its address freely.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
