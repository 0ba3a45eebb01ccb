package serve

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A Handler answers a request, or returns the error that is the answer.
type Handler func(w http.ResponseWriter, r *Request) error

// Auth says who may call a route.
type Auth uint8

// The kinds of Auth. The zero value is not one of them, so that a route has to
// say.
const (
	_        Auth = iota
	Public        // anyone; cookies are not read
	Visitor       // anyone; who is signed in is known
	Person        // whoever is signed in
	Operator      // an administrator who is signed in
	Bearer        // programs with a token, which the handler checks; cookies are not read
)

// A Class groups routes that share a rate limit.
type Class string

// The classes.
const (
	Free   Class = "free"   // not limited: files, health
	Read   Class = "read"   // pages and documents
	Write  Class = "write"  // forms
	Check  Class = "check"  // verification, which costs work and outbound requests
	Signin Class = "signin" // passwords and what sends mail; the accounts limit these further
	API    Class = "api"    // programs
)

// A Body says what a request may bring along. The zero value is nothing.
type Body struct {
	// Max is how many bytes are taken.
	Max int64
	// File is how large a file of a form may be, where files are taken. The
	// handler is told of a larger one; see Request.File.
	File int64
	// Types are the media types accepted. With any of them the body is parsed
	// as a form before the handler runs; none leaves it all to the handler.
	Types []string
}

// The media types of HTML forms.
const (
	formURL   = "application/x-www-form-urlencoded"
	formParts = "multipart/form-data"
)

// Form accepts a form without files.
func Form() Body { return Body{Max: 256 << 10, Types: []string{formURL, formParts}} }

// Upload accepts a form with a file of at most limit bytes.
func Upload(limit int64) Body {
	return Body{Max: limit + 256<<10, File: limit, Types: []string{formURL, formParts}}
}

// A Route is one line of the table: what is answered, and on which conditions.
type Route struct {
	// Method is the HTTP method. GET answers HEAD too. Empty is every method,
	// for a handler that tells them apart.
	Method string
	// Path is a pattern of http.ServeMux without a method.
	Path string

	Auth Auth
	// Issuer names the part of Path that is the id of an issuer, and Action the
	// right that the person needs there; see Site.May.
	Issuer, Action string
	Rate           Class
	Body           Body
	// Timeout bounds reading, work and writing together; zero is 30 s.
	Timeout time.Duration

	// Open lets scripts of other sites read the answer, as public documents do.
	// A route that takes a body must not believe cookies then: Auth is Public or
	// Bearer.
	Open bool
	// Secret says that what follows the fixed beginning of Path must not be
	// logged or told to other sites.
	Secret bool
	// Domains answers at the domains of issuers, too, what belongs to them.
	Domains bool
	// AnyHost answers whatever host was asked for, as health checks need.
	AnyHost bool

	Handle Handler

	lost bool // it answers what no other route does
}

// Plain makes a Handler of an http.Handler that writes its own errors.
func Plain(h http.Handler) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		h.ServeHTTP(w, r.Request)
		return nil
	}
}

// Pattern is what the route is registered as.
func (rt *Route) Pattern() string { return strings.TrimSpace(rt.Method + " " + rt.Path) }

// timeout returns how long a request may take.
func (rt *Route) timeout() time.Duration {
	if rt.Timeout > 0 {
		return rt.Timeout
	}
	return 30 * time.Second
}

// prefix returns the beginning of Path before its first variable part.
func (rt *Route) prefix() string {
	before, _, _ := strings.Cut(rt.Path, "{")
	return before
}

// changes reports whether a request of the route may change something.
func (rt *Route) changes() bool { return rt.Method != http.MethodGet && rt.Method != "" }

// check says what a route leaves unsaid.
func (rt *Route) check() error {
	var errs []error
	miss := func(cond bool, what string) {
		if cond {
			errs = append(errs, errors.New(what))
		}
	}
	miss(!strings.HasPrefix(rt.Path, "/"), "its path does not begin with a slash")
	miss(rt.Handle == nil, "it has no handler")
	miss(rt.Auth == 0, "it does not say who may call it")
	miss(limits[rt.Rate] == (Limit{}) && rt.Rate != Free, "it has no rate class")
	miss(rt.changes() && rt.Body.Max == 0, "it does not say how large a body may be")
	miss(!rt.changes() && rt.Method != "" && rt.Body.Max != 0, "it reads, and yet takes a body")
	miss((rt.Issuer == "") != (rt.Action == ""), "it names an issuer without a right, or a right without an issuer")
	miss(rt.Issuer != "" && !strings.Contains(rt.Path, "{"+rt.Issuer+"}"), "its path has no part called "+rt.Issuer)
	miss(rt.Issuer != "" && rt.Auth != Person, "it needs a right but not a person")
	miss(rt.Open && rt.changes() && rt.Auth != Public && rt.Auth != Bearer, "scripts of other sites may call it, and it believes cookies")
	miss(rt.Domains && (rt.Method != http.MethodGet || rt.Auth != Public && rt.Auth != Visitor), "it is public at domains of issuers, and not here")
	miss(rt.Secret && rt.prefix() == rt.Path, "it is secret but has no variable part")
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("route %q: %w", rt.Pattern(), err)
	}
	return nil
}
