package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"blazon/internal/fault"
	"blazon/vc"
)

// The forms of a JSON body beside a credential itself.
type (
	// An envelope has a badge, or where it is, and options.
	envelope struct {
		URL        string         `json:"url,omitempty" doc:"Where the badge is: an address of the web, or a data: URI that has it in it. Instead of credential."`
		Credential jsontext.Value `json:"credential,omitempty" doc:"The badge: an object, or a string with a JWT. Instead of url."`
		Options    options        `json:"options,omitzero"`
	}

	// options say what is asked about a badge.
	options struct {
		Recipient string `json:"recipient,omitempty" doc:"The email address or DID it should have been given to."`
		Profile   string `json:"profile,omitempty" doc:"strict, or 1edtech to judge as 1EdTech's public validator does, which the report says."`
		Refresh   bool   `json:"refresh,omitempty" doc:"Also ask the issuer for a newer edition, if the badge says where. The issuer learns that somebody looks at it."`
		Explain   bool   `json:"explain,omitempty" doc:"Add every value on the way to the answer to the checks; of a long one the beginning, which says so."`
	}
)

// What a body is read of before it is known to be an envelope, and how large its options
// may be.
const (
	maxMembers = 1000
	maxOptions = 64 << 10
)

// readJSON tells an envelope from a credential, which has a context or at least
// is no object with any of the names of an envelope. It goes through the body and builds
// nothing of it: that is for the verifier, which knows how much there may be.
func readJSON(body []byte) (question, error) {
	plain := question{input: body, kind: "application/json"}
	if body = bytes.TrimSpace(body); body[0] == '"' {
		return readEnvelope(envelope{Credential: body})
	}
	members, whole := membersOf(body)
	_, hasURL := members["url"]
	_, hasCredential := members["credential"]
	if _, signed := members["@context"]; !whole || signed || !hasURL && !hasCredential {
		return plain, nil // if there is anything wrong with it, the verifier says what
	}
	var e envelope
	for name, value := range members {
		var err error
		switch {
		case name == "credential":
			e.Credential = value
		case name == "url" && value.Kind() != '"', name == "options" && len(value) > maxOptions:
			err = errOther
		case name == "url":
			err = jsonv2.Unmarshal(value, &e.URL)
		case name == "options":
			err = jsonv2.Unmarshal(value, &e.Options, jsonv2.RejectUnknownMembers(true))
		default:
			err = errUnknown
		}
		if err != nil {
			return question{}, fault.Wrap(err, fault.Invalid, "The request is not of a form that is understood. Beside url or credential there may be options, with recipient, profile, explain and refresh; /api/openapi.json says more.")
		}
	}
	return readEnvelope(e)
}

var (
	errOther   = errors.New("it is something else than it should be")
	errUnknown = errors.New("there is no such member")
)

// membersOf returns the members of an object as they stand in a text, if that is one, has
// each of them once and no more of them than an envelope or a credential would have.
func membersOf(text []byte) (members map[string]jsontext.Value, whole bool) {
	// What is twice within a value is found by whoever reads that.
	d := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil, false
	}
	members = make(map[string]jsontext.Value)
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil || len(members) == maxMembers {
			return members, false
		}
		name := t.String()
		if _, twice := members[name]; twice || d.PeekKind() == 0 {
			return members, false
		}
		begin := d.InputOffset()
		if err := d.SkipValue(); err != nil {
			return members, false
		}
		members[name] = bytes.Trim(text[begin:d.InputOffset()], ": \t\r\n")
	}
	if _, err := d.ReadToken(); err != nil {
		return members, false
	}
	_, err := d.ReadToken()
	return members, errors.Is(err, io.EOF)
}

// readEnvelope checks what an envelope asks.
func readEnvelope(e envelope) (question, error) {
	opt, err := e.Options.read("options.")
	if err != nil {
		return question{}, err
	}
	e.URL = strings.TrimSpace(e.URL)
	switch {
	case e.URL != "" && len(e.Credential) > 0:
		return question{}, fault.Field("url", "Send either url or credential, not both.")
	case e.URL != "":
		if strings.HasPrefix(e.URL, "data:") {
			return question{input: []byte(e.URL), opt: opt, kind: "text/plain"}, nil // it was sent itself
		}
		u, err := url.Parse(e.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
			return question{}, fault.Field("url", "This is not an address of a badge. It begins with https:// and has no user name, or with data: and has the badge in it.")
		}
		return question{input: []byte(e.URL), opt: opt}, nil
	case len(e.Credential) == 0 || e.Credential.Kind() != '{' && e.Credential.Kind() != '"':
		return question{}, fault.Field("credential", "The credential is neither an object nor a string with a JWT.")
	case e.Credential.Kind() == '{':
		return question{input: e.Credential, opt: opt, kind: "application/json"}, nil
	}
	var token string
	if err := jsonv2.Unmarshal(e.Credential, &token); err != nil {
		return question{}, &requestError{status: http.StatusBadRequest, code: vc.MalformedInput, text: "The credential is not text in UTF-8."}
	}
	return question{input: []byte(token), opt: opt, kind: "application/jwt"}, nil
}

// read checks options, which are in the part of the body called within.
func (o options) read(within string) (vc.Options, error) {
	const longest = 1000
	if len(o.Recipient) > longest {
		return vc.Options{}, fault.Field(within+"recipient", "No address is that long.")
	}
	if o.Profile != "" && o.Profile != string(vc.Strict) && o.Profile != string(vc.OneEdTech) {
		return vc.Options{}, fault.Field(within+"profile", "There is no such profile. Use strict or 1edtech.")
	}
	return vc.Options{Recipient: o.Recipient, Profile: vc.Profile(o.Profile), Explain: o.Explain, Refresh: o.Refresh}, nil
}
