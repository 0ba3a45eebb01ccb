package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A Document is bytes to be answered with, and how.
type Document struct {
	Type string // the media type
	Data []byte
	// Status is 200 when zero.
	Status int
	// Keep is for how long caches may answer without asking; zero makes them
	// ask each time, by ETag.
	Keep time.Duration
	// Forever says that the address will never answer anything else.
	Forever bool
	// Private says that the answer is for one person: only their browser keeps
	// it, and asks each time.
	Private bool
	// Vary says that the answer depends on the Accept header.
	Vary bool
	// Name, if set, is what a browser saves the document under instead of
	// showing it.
	Name string
	// Policy replaces the content policy; see FilePolicy.
	Policy string
}

// Send answers with d, or with 304 if the asker has it.
func (d Document) Send(w http.ResponseWriter, r *Request) error {
	h := w.Header()
	sum := sha256.Sum256(d.Data)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", d.cacheControl())
	if d.Vary {
		h.Add("Vary", "Accept")
	}
	if d.Policy != "" {
		h.Set("Content-Security-Policy", d.Policy)
	}
	if d.Name != "" {
		h.Set("Content-Disposition", attachment(d.Name))
	}
	if d.Status == 0 && matches(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", d.Type)
	if d.Status != 0 {
		w.WriteHeader(d.Status)
		_, err := w.Write(d.Data)
		return err
	}
	// RFC 9110 14: ranges, which large pictures are asked for in.
	http.ServeContent(w, r.Request, "", time.Time{}, bytes.NewReader(d.Data))
	return nil
}

func (d Document) cacheControl() string {
	switch {
	case d.Private:
		return "private, no-cache"
	case d.Forever:
		return "public, max-age=31536000, immutable"
	case d.Keep > 0:
		return fmt.Sprintf("public, max-age=%d", int(d.Keep.Seconds()))
	}
	return "public, no-cache"
}

// matches reports whether an If-None-Match header has tag.
//
// RFC 9110 13.1.2: the comparison is weak.
func matches(headers []string, tag string) bool {
	for _, one := range strings.Split(strings.Join(headers, ","), ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

// attachment is a Content-Disposition that saves under name, whatever is in it.
//
// RFC 6266 4.3, RFC 8187: ASCII for old programs, UTF-8 for the others.
func attachment(name string) string {
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || strings.ContainsRune(`/\:*?"<>|`, c) || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, ""))
	if len(name) > 150 {
		name = strings.ToValidUTF8(name[:150], "")
	}
	ascii := strings.Map(func(c rune) rune {
		if c > '~' {
			return '_'
		}
		return c
	}, name)
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, ascii, url.PathEscape(name))
}
