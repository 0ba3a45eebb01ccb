package serve

import (
	"net/http"
	"net/url"
	"strings"
)

// LocalPath returns where within this site target leads, written anew, or "/"
// if it leads anywhere else or nowhere. Browsers read `//host`, `/\host` and
// `/<tab>/host` as other sites; none of these comes out.
func LocalPath(target string) string {
	if strings.ContainsFunc(target, func(c rune) bool { return c <= ' ' || c == '\\' || c == 0x7f }) {
		return "/"
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	if !strings.HasPrefix(u.Path, "/") || len(u.Path) > 1 && (u.Path[1] == '/' || u.Path[1] == '\\') {
		return "/"
	}
	if strings.ContainsFunc(u.Path, func(c rune) bool { return c < ' ' || c == '\\' || c == 0x7f }) {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawQuery: u.Query().Encode()}).String()
}

// Redirect sends the browser on to a path of this site with GET.
func Redirect(w http.ResponseWriter, path string) error {
	w.Header().Set("Location", LocalPath(path))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
