package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"

	"blazon/internal/serve"
)

// getOutbox lists the mail of a site that has no mail server.
func (s *Server) getOutbox(w http.ResponseWriter, r *serve.Request) error {
	q := asked(r)
	letters, err := s.Outbox.List(r.Context(), q)
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, outboxPage(s.view(w, r, "outbox.title"), letters.Items, listingOf(r, q, letters)))
}

// getLetter shows one mail.
func (s *Server) getLetter(w http.ResponseWriter, r *serve.Request) error {
	k, err := s.Outbox.Read(r.Context(), r.PathValue("letter"))
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, letterPage(s.view(w, r, "outbox.letter", "Subject", k.Subject), k))
}

// getLetterHTML answers with the HTML part, for the frame on the page of the
// mail. Its links leave the frame, and nothing in it runs.
func (s *Server) getLetterHTML(w http.ResponseWriter, r *serve.Request) error {
	k, err := s.Outbox.Read(r.Context(), r.PathValue("letter"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", serve.LetterPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write([]byte(`<!DOCTYPE html><base target="_top">` + k.HTML))
	return err
}

// webAddress finds addresses in plain text, as mail programs do.
var webAddress = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)\]]`)

// linked is plain text as HTML with its addresses as links.
func linked(text string) string {
	var b strings.Builder
	last := 0
	for _, at := range webAddress.FindAllStringIndex(text, -1) {
		b.WriteString(html.EscapeString(text[last:at[0]]))
		url := html.EscapeString(text[at[0]:at[1]])
		b.WriteString(`<a href="` + url + `">` + url + `</a>`)
		last = at[1]
	}
	b.WriteString(html.EscapeString(text[last:]))
	return b.String()
}
