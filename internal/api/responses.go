package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// statuses are those of the problems that any operation may answer with, and
// when it does.
var statuses = map[int]string{
	http.StatusBadRequest:            "The address or the form of the request cannot be read.",
	http.StatusUnauthorized:          "There is no token, or none that is good.",
	http.StatusForbidden:             "The token or its owner may not do this.",
	http.StatusNotFound:              "There is no such thing, or it belongs to somebody else.",
	http.StatusMethodNotAllowed:      "The address was used with a method that it does not answer; Allow lists those it does.",
	http.StatusRequestEntityTooLarge: "The request is too large.",
	http.StatusUnsupportedMediaType:  "The request is of a type that is not read, or compressed.",
	http.StatusMisdirectedRequest:    "The request names a host that is not this site.",
	http.StatusUnprocessableEntity:   "Something in the request is wrong; errors says where.",
	http.StatusTooManyRequests:       "Too many requests; Retry-After says how many seconds to wait.",
	http.StatusInternalServerError:   "Something went wrong on our side.",
	http.StatusServiceUnavailable:    "A part that is needed is down or busy; Retry-After says how many seconds to wait.",
}

// problems describes what an operation of a method answers when it does not do
// what was asked.
func problems(method string) map[string]*huma.Response {
	out := make(map[string]*huma.Response)
	for status, about := range statuses {
		out[strconv.Itoa(status)] = problemResponse(status, about, "ProblemDocument")
	}
	if method != http.MethodGet {
		out[strconv.Itoa(http.StatusConflict)] = problemResponse(http.StatusConflict, "The state of the thing forbids this.", "ProblemDocument")
	}
	return out
}

// problemResponse describes a problem document of a schema, and the headers that
// go with the status.
func problemResponse(status int, about, schema string) *huma.Response {
	r := &huma.Response{Description: about, Content: map[string]*huma.MediaType{
		problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/" + schema}},
	}}
	whole := &huma.Schema{Type: huma.TypeInteger}
	text := &huma.Schema{Type: huma.TypeString}
	switch status {
	case http.StatusUnauthorized:
		r.Headers = map[string]*huma.Param{"WWW-Authenticate": {Schema: text, Description: "How to say who is asking."}}
	case http.StatusMethodNotAllowed:
		r.Headers = map[string]*huma.Param{"Allow": {Schema: text, Description: "The methods there are."}}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		r.Headers = map[string]*huma.Param{"Retry-After": {Schema: whole, Description: "Seconds to wait."}}
	}
	return r
}
