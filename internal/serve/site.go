package serve

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"blazon/internal/account"
)

// Sessions finds who a browser belongs to.
type Sessions interface {
	// BySession returns the account and session of a secret, or
	// fault.Unauthenticated when it has ended.
	BySession(ctx context.Context, secret string) (account.Account, account.Session, error)
}

// A Site answers requests by a table of routes. It is used by pointer.
type Site struct {
	// BaseURL is the public address, without a slash at the end. Requests for
	// any other host are refused.
	BaseURL string
	// TrustedProxies are those whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	Sessions       Sessions
	// May returns nil if the account by has a right at an issuer; see
	// Route.Action. It is needed if any route names an issuer.
	May func(ctx context.Context, by, issuerID, action string) error
	// Domains returns the issuer that is shown at each host which is not the site's
	// own, and OwnerOf whose a page or document is; nil: there are none.
	Domains func(ctx context.Context) (map[string]string, error)
	OwnerOf func(ctx context.Context, r *Request) (issuerID string, err error)
	// Page writes an error for people. Without it they get plain text.
	Page func(w http.ResponseWriter, r *Request, p Problem) error
	// Observe, if set, is told of every answer, for metrics. Route is the
	// pattern, not the path.
	Observe func(route string, status int, took time.Duration)
	// Limits replaces the limits of classes.
	Limits map[Class]Limit
	Now    func() time.Time
	Rand   io.Reader
	Log    *slog.Logger

	origin  string // of BaseURL, as browsers write it
	host    string // of BaseURL, with its port unless that is the usual one
	limiter *limiter
	secrets []string        // beginnings of paths that are not logged
	open    map[string]bool // patterns of routes that are Open
	mux     *http.ServeMux
	domains domains
	held    held
}

// The methods of which a route may be one.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// Handler registers the routes and returns what serves them. It refuses a route
// that leaves something unsaid. It is called once.
func (s *Site) Handler(routes ...Route) (http.Handler, error) {
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("serve: base URL %q is not an address", s.BaseURL)
	}
	s.origin, s.host = base.Scheme+"://"+base.Host, base.Host
	s.limiter = newLimiter(s.Limits)
	s.mux, s.open = http.NewServeMux(), make(map[string]bool)
	var errs []error
	for i := range routes {
		rt := routes[i]
		if err := rt.check(); err != nil {
			errs = append(errs, err)
			continue
		}
		if rt.Issuer != "" && s.May == nil {
			errs = append(errs, fmt.Errorf("route %q needs a right, and nobody says who has it", rt.Pattern()))
			continue
		}
		if rt.Secret {
			s.secrets = append(s.secrets, rt.prefix())
		}
		s.open[rt.Pattern()] = rt.Open
		s.mux.HandleFunc(rt.Pattern(), func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, &rt) })
		if rt.Open && rt.changes() { // a wider route may answer every method here, and knows nothing of this one
			ask := &Route{Method: http.MethodOptions, Path: rt.Path, Auth: Public, Rate: Read, Handle: s.preflight}
			s.mux.HandleFunc(ask.Pattern(), func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, ask) })
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	lost := &Route{Path: "/", Auth: Visitor, Rate: Read, AnyHost: true, Handle: s.lost, lost: true}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, lost) })
	return s.mux, nil
}

// Server returns a server for h whose limits hold before any handler runs.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute, // routes set their own, shorter or longer
		WriteTimeout:      time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: 100},
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// Host is the name of the site's own host, without a port.
func (s *Site) Host() string {
	if name, _, err := net.SplitHostPort(s.host); err == nil {
		return name
	}
	return s.host
}

// secure reports whether the site is served over https. It is not in
// development only.
func (s *Site) secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }

// knows reports whether host, of a Host header, is this site. In development
// every name of this machine is.
func (s *Site) knows(host string) bool {
	if strings.EqualFold(host, s.host) {
		return true
	}
	if s.secure() {
		return false
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = host, ""
	}
	_, own, _ := net.SplitHostPort(s.host)
	ip, _ := netip.ParseAddr(strings.Trim(name, "[]"))
	return (port == own || port == "") && (strings.EqualFold(name, "localhost") || ip.IsLoopback())
}

// newID names a request.
func (s *Site) newID() string {
	var b [10]byte
	if _, err := io.ReadFull(s.Rand, b[:]); err != nil {
		return "-"
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// logged returns the path of a request as it may be written down.
func (s *Site) logged(path string) string {
	for _, p := range s.secrets {
		if len(path) > len(p) && strings.EqualFold(path[:len(p)], p) {
			return p + "…"
		}
	}
	return path
}
