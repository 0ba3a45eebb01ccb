package serve

import (
	"encoding/json"
	"net/http"
)

// A ProblemDocument is what a program is told of an error, by every surface.
//
// RFC 9457 3: title, status and detail; the others are ours.
type ProblemDocument struct {
	Title   string  `json:"title" doc:"The status in words."`
	Status  int     `json:"status" doc:"The HTTP status."`
	Detail  string  `json:"detail" doc:"What happened and what to do, for people."`
	Errors  []Place `json:"errors,omitempty" doc:"Every fault of the request, where it has a place."`
	Request string  `json:"request,omitempty" doc:"The id of the request, as in X-Request-Id."`
}

// A Place is a fault of a request and where it is.
type Place struct {
	Location string `json:"location" doc:"The place in the request: body, query, path or header, and what is there, such as body.evidence[0].url."`
	Message  string `json:"message" doc:"What is wrong there, and what to do."`
}

// Write answers with the document.
func (d ProblemDocument) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(d.Status)
	_ = json.NewEncoder(w).Encode(d) // whoever asked may be gone
}

// document tells a program of p. The fields of forms are in the body.
func (p Problem) document() ProblemDocument {
	d := ProblemDocument{Status: p.Status, Title: http.StatusText(p.Status), Detail: p.Text, Request: p.ID}
	for _, f := range p.Fields {
		d.Errors = append(d.Errors, Place{Location: "body." + f.Field, Message: f.Text})
	}
	return d
}
