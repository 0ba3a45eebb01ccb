package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"blazon/did"
)

// Limits bound one fetch. Zero fields mean the values in the comments.
type Limits struct {
	Headers   time.Duration // from the first byte sent to the last header, redirects included: 5 s
	Total     time.Duration // until the last byte of the body: 10 s
	JSON      int64         // bytes of a document: 1 MiB
	Status    int64         // bytes where a credential is asked for, which may be a status list: 2 MiB
	Image     int64         // bytes where an image is asked for: 5 MiB
	Redirects int           // 3
}

func (l Limits) withDefaults() Limits {
	set(&l.Headers, 5*time.Second)
	set(&l.Total, 10*time.Second)
	set(&l.JSON, 1<<20)
	set(&l.Status, 2<<20)
	set(&l.Image, 5<<20)
	set(&l.Redirects, 3)
	return l
}

func set[T comparable](field *T, value T) {
	if *field == *new(T) {
		*field = value
	}
}

// Options say what a Client may do. The zero Options are those of a public
// verifier.
type Options struct {
	// AllowPrivate opens this machine, private networks, any port and http.
	// For development only.
	AllowPrivate bool
	// AllowHTTP opens http on port 80, for old badges hosted without TLS.
	AllowHTTP bool
	// Ports lists ports allowed beside 443 (and 80 for http), as in "8443".
	Ports  []string
	Limits Limits
	// RootCAs are the authorities whose certificates are believed; nil: the
	// system's.
	RootCAs *x509.CertPool
	// Resolver looks names up; nil: the system's.
	Resolver *net.Resolver
	// Frank tells callers that a name leads to an address which may not be reached.
	// That is for callers on their own machine only: it tells which names its
	// resolver knows.
	Frank bool
	// Self answers for the site this client runs in, so that it never asks
	// itself over the network. Its URLs are those with the scheme, host and
	// port of SelfURL, and those at the hosts for which SelfHost is true.
	Self     Self
	SelfURL  string
	SelfHost func(ctx context.Context, host string) bool
	// Log is told the true cause of failures; callers are not.
	Log *slog.Logger
	// Now dates the answers; nil leaves them without a date, hosts that do not
	// answer are asked again at once, and nothing is kept.
	Now func() time.Time
	// Cache keeps answers; nil: each is asked for anew.
	Cache Cache
}

// A Client fetches documents from addresses that strangers chose. Make one with
// New; it is safe for use by several goroutines. It implements did.Fetcher.
type Client struct {
	Options
	http      *http.Client
	breaker   breaker
	reachable func(netip.Addr) bool // tests replace the classification of addresses
}

// New returns a Client.
func New(opt Options) *Client {
	if opt.Now == nil {
		opt.Now = func() time.Time { return time.Time{} }
	}
	opt.Limits = opt.Limits.withDefaults()
	c := &Client{Options: opt}
	dialer := &net.Dialer{
		Timeout:  opt.Limits.Headers,
		Resolver: opt.Resolver,
		// After the lookup, for each attempt: what is checked is what is
		// connected to. ControlContext stays unset, for it would win.
		Control: c.control,
	}
	c.http = &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would be the only address the dialer sees
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: opt.RootCAs, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    opt.Limits.Headers,
			ResponseHeaderTimeout:  opt.Limits.Headers,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // what is not packed need not be unpacked
			ForceAttemptHTTP2:      true,
			MaxConnsPerHost:        8,
			MaxIdleConnsPerHost:    2,
			MaxIdleConns:           64,
			IdleConnTimeout:        10 * time.Second,
		},
		Timeout: opt.Limits.Total,
		Jar:     nil,
	}
	return c
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// control refuses sockets to addresses that may not be reached.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || !c.mayReach(ap.Addr()) {
		return errInside
	}
	return nil
}

func (c *Client) checkRedirect(r *http.Request, via []*http.Request) error {
	if len(via) > c.Limits.Redirects {
		return fmt.Errorf("%w: more than %d redirects", errBlocked, c.Limits.Redirects)
	}
	u, err := parse(r.URL.String())
	if err != nil {
		return err
	}
	if via[len(via)-1].URL.Scheme == "https" && u.Scheme != "https" {
		return fmt.Errorf("%w: a redirect from https to http", errBlocked)
	}
	if c.isSelf(r.Context(), u) {
		return &toSelf{u}
	}
	if err := c.gate(u); err != nil {
		return err
	}
	if c.breaker.open(u, c.Now()) {
		return errResting
	}
	r.URL = u
	r.Header.Del("Referer") // who asked for what is nobody's business
	return nil
}

// Fetch gets the document at rawURL. accept is sent as it is and decides how
// much is read: more where it speaks of an image or of a credential. Every
// answer of a server is a Response, whatever its status; else the error is a
// *did.FetchError.
func (c *Client) Fetch(ctx context.Context, rawURL, accept string) (*did.Response, error) {
	u, err := parse(rawURL)
	if err == nil && c.isSelf(ctx, u) {
		return c.askSelf(ctx, u, accept)
	}
	if err == nil {
		err = c.gate(u)
	}
	if err != nil {
		return nil, &did.FetchError{URL: rawURL, Blocked: true, Err: err}
	}
	before, ok := c.kept(ctx, u.String(), accept)
	if ok && before.fresh(c.Now()) {
		return before.response(), nil
	}
	if c.breaker.open(u, c.Now()) {
		return nil, c.failed(ctx, rawURL, errResting)
	}
	resp, err := c.get(ctx, u, accept, before)
	own := new(toSelf)
	switch {
	case errors.As(err, &own):
		return c.askSelf(ctx, own.url, accept)
	case errors.Is(err, errBlocked), c.Frank && errors.Is(err, errInside):
		return nil, &did.FetchError{URL: rawURL, Blocked: true, Err: errBlocked}
	case err != nil:
		return nil, c.failed(ctx, rawURL, err)
	}
	return resp, nil
}

// errNoAnswer is all that callers learn about a failure: a closed port, a wrong
// certificate and a cut connection look alike to whoever chose the address.
var errNoAnswer = errors.New("no usable answer came from there")

// failed hides the cause from the caller and tells it to the log.
func (c *Client) failed(ctx context.Context, rawURL string, cause error) error {
	if c.Log != nil {
		c.Log.DebugContext(ctx, "fetch", "url", rawURL, "cause", cause.Error())
	}
	return &did.FetchError{URL: rawURL, Err: errNoAnswer}
}

// errUnusable marks answers that came but cannot be used.
var errUnusable = errors.New("unusable answer")

// errResting is why a place is not asked just now.
var errResting = errors.New("no answer came from there a moment ago")

// get makes the request, and remembers whether there was an answer. The headers of
// the last hop must have come within Limits.Headers, the body within Limits.Total.
// If before is still what the server would answer, it is the answer.
func (c *Client) get(ctx context.Context, u *url.URL, accept string, before Entry) (*did.Response, error) {
	way := newTrail(u)
	timed, cancel := context.WithTimeout(ctx, c.Limits.Total)
	defer cancel()
	var answer *did.Response
	headers := time.AfterFunc(c.Limits.Headers, cancel)
	resp, err := c.send(timed, way, accept, before)
	headers.Stop()
	if err == nil {
		defer resp.Body.Close()
		answer, err = c.read(timed, resp, way, accept, before)
	}
	if ctx.Err() == nil { // a caller who went away says nothing about anybody
		way.note(&c.breaker, err, timed.Err() != nil, c.Now())
	}
	return answer, err
}

// send makes the request and follows redirects. What it returns has a body to close.
func (c *Client) send(ctx context.Context, way *trail, accept string, before Entry) (*http.Response, error) {
	req, err := http.NewRequestWithContext(way.watch(ctx), http.MethodGet, way.first.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBlocked, err)
	}
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	req.Header.Set("User-Agent", "Blazon (badge verifier)")
	before.ask(req)
	client := *c.http
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		c.breaker.answered(hostOf(way.at))
		way.sentOn(r.Response)
		if err := c.checkRedirect(r, via); err != nil {
			return err
		}
		way.on(r.URL)
		before.ask(r)
		return nil
	}
	return client.Do(req)
}

// read makes an answer of what was sent, and keeps it where that is allowed.
func (c *Client) read(ctx context.Context, resp *http.Response, way *trail, accept string, before Entry) (*did.Response, error) {
	if before.confirmed(resp) {
		before.FetchedAt = c.Now()
		c.keep(ctx, before, resp.Header, way)
		return before.response(), nil
	}
	if enc := resp.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return nil, fmt.Errorf("%w: packed as %.20q though we did not ask for that", errUnusable, enc)
	}
	limit := c.limit(accept)
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", errUnusable, limit)
	}
	media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		media = "" // it is only a hint: contents are judged by what they are
	}
	source := resp.Request.URL.String()
	if resp.StatusCode == http.StatusOK {
		c.keep(ctx, Entry{URL: way.first.String(), Accept: accept, Source: source, MediaType: media, Body: body}, resp.Header, way)
	}
	return &did.Response{URL: source, Status: resp.StatusCode, MediaType: media, Body: body, FetchedAt: c.Now()}, nil
}

// limit returns how much to read where accept was asked for.
func (c *Client) limit(accept string) int64 {
	switch {
	case strings.Contains(accept, "image/"):
		return c.Limits.Image
	case strings.Contains(accept, "application/vc"):
		return c.Limits.Status
	}
	return c.Limits.JSON
}
