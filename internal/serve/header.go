package serve

import (
	"net/http"
	"strings"
)

// The content policies. Nothing is allowed but what a policy names: no script
// or style within a page, nothing from other hosts, no plug-ins, no frames
// around us.
const (
	// pagePolicy is for pages. Their pictures may be data: URLs, which is how a
	// badge that was just checked is shown without loading anything.
	pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	// LocalPolicy is for the page that can check badges in the browser itself: that
	// runs WebAssembly, and asks issuers for their documents.
	LocalPolicy = "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; connect-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	// FilePolicy is for files that users made: opened by themselves they can do
	// nothing, not even style more than themselves.
	FilePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
	// LetterPolicy is for HTML mail shown in a frame of our own: links open in a
	// new tab, scripts never run, pictures of other hosts are not loaded.
	LetterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)

// headers sets what every answer has. Handlers may loosen what their answer
// needs.
func (s *Site) headers(w http.ResponseWriter, r *Request) {
	h := w.Header()
	h.Set("X-Request-Id", r.ID)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	if s.secure() {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
	// Nothing is kept by caches unless a handler says so.
	h.Set("Cache-Control", "no-store")
	if r.route.Secret {
		h.Set("Referrer-Policy", "no-referrer")
	}
	if r.route.Open {
		openTo(h)
	}
}

// openTo lets every site read the answer. There is never a credential: with
// "*" browsers send none.
func openTo(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Location, X-Request-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// openMethods lists those of the methods at the path of r whose routes are Open.
func (s *Site) openMethods(r *http.Request, methods []string) []string {
	var out []string
	for _, m := range methods {
		if s.open[s.routed(r, m)] {
			out = append(out, m)
		}
	}
	return out
}

// preflight answers a browser that asks whether a script of another site may
// read what is here.
func (s *Site) preflight(w http.ResponseWriter, r *Request) error {
	allowed := s.allowed(r.Request)
	if len(allowed) == 0 {
		r.Method = http.MethodGet
		return s.lost(w, r)
	}
	h := w.Header()
	for _, m := range append(allowed, http.MethodOptions) {
		h.Add("Allow", m)
	}
	if asks := s.openMethods(r.Request, allowed); len(asks) > 0 {
		openTo(h)
		h.Set("Access-Control-Allow-Methods", strings.Join(asks, ", "))
		h.Set("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match")
		h.Set("Access-Control-Max-Age", "86400")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
