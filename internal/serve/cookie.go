package serve

import (
	"net/http"
	"time"
)

// The cookies there are. In production their names begin with __Host-, which
// browsers accept only over https, for this host and the whole of it, so no
// sibling domain can set one.
const (
	sessionCookie = "session"
	noticeCookie  = "notice"
)

// cookieName is what a cookie is called on this site.
func (s *Site) cookieName(name string) string {
	if s.secure() {
		return "__Host-blazon-" + name
	}
	return "blazon-" + name
}

// setCookie keeps a value in the browser until life has passed; a negative life
// takes it out.
func (s *Site) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	age := int(life / time.Second)
	if life < 0 {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // a site without TLS, for development, has no secure cookies
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: age,
		Secure: s.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// cookie returns the value of a cookie. Of several with the same name none
// counts: one of them was put there by someone else.
func (s *Site) cookie(r *http.Request, name string) string {
	found := r.CookiesNamed(s.cookieName(name))
	if len(found) != 1 {
		return ""
	}
	return found[0].Value
}

// SignIn makes the browser show secret from now on.
func (s *Site) SignIn(w http.ResponseWriter, secret string, expires time.Time) {
	s.setCookie(w, sessionCookie, secret, expires.Sub(s.Now()))
}

// SignOut makes the browser forget the session.
func (s *Site) SignOut(w http.ResponseWriter) { s.setCookie(w, sessionCookie, "", -1) }

// Secret returns the secret of the session that r shows, or "".
func (s *Site) Secret(r *Request) string {
	if r.Domain != "" {
		return ""
	}
	return s.cookie(r.Request, sessionCookie)
}

// Leave keeps a short word for the next page, such as the name of a notice.
// Whoever reads it must expect any word: a person may change their cookies.
func (s *Site) Leave(w http.ResponseWriter, word string) {
	s.setCookie(w, noticeCookie, word, time.Minute)
}

// Take returns what Leave kept, once.
func (s *Site) Take(w http.ResponseWriter, r *Request) string {
	if r.Domain != "" {
		return "" // cookies are for the site's own address
	}
	word := s.cookie(r.Request, noticeCookie)
	if word != "" {
		s.setCookie(w, noticeCookie, "", -1)
	}
	return word
}
