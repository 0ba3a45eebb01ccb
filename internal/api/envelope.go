package api

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"blazon/internal/check"
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

// The options, as they are called in JSON and in forms.
const (
	optRecipient = "recipient"
	optProfile   = "profile"
	optRefresh   = "refresh"
	optExplain   = "explain"
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
	withoutEmpty(members)
	_, hasCredential = members["credential"]
	var e envelope
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var err error
		switch value := members[name]; name {
		case "credential":
			e.Credential = value
		case "url":
			if err = readText("url", value, &e.URL); err == nil && hasCredential {
				err = fault.Field("url", "Send either url or credential, not both.")
			} else if err == nil && strings.TrimSpace(e.URL) == "" {
				err = check.Address("url", "")
			}
		case "options":
			e.Options, err = readOptions(value)
		case optRecipient, optProfile, optRefresh, optExplain:
			err = fault.Field(name, "This is one of the options. Send it within them: {\"url\": …, \"options\": {%q: …}}.", name)
		default:
			err = fault.New(fault.Invalid, "The request has %.80q, which is not understood here. Beside url or credential there may be options; /api/openapi.json says more.", name)
		}
		if err != nil {
			return question{}, err
		}
	}
	return readEnvelope(e)
}

// readOptions reads what is asked about a badge.
func readOptions(value jsontext.Value) (o options, err error) {
	if value.Kind() == 'n' {
		return o, nil
	}
	if value.Kind() != '{' {
		return o, fault.Field("options", "The options are an object, such as {\"recipient\": \"ada@school.example\"}.")
	}
	if len(value) > maxOptions {
		return o, fault.Field("options", "The options are too long. There are recipient, profile, refresh and explain.")
	}
	members, whole := membersOf(value)
	if !whole {
		return o, fault.Field("options", "A name is in the options twice, so it is not clear which is meant, or there are far too many. Send each once.")
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		within, value := "options."+name, members[name]
		switch known := slices.Contains([]string{optRecipient, optProfile, optRefresh, optExplain}, name); {
		case known && value.Kind() == 'n': // as if it were not there
		case name == optRecipient:
			err = readText(within, value, &o.Recipient)
		case name == optProfile:
			err = readText(within, value, &o.Profile)
		case name == optRefresh:
			err = readFlag(within, value, &o.Refresh)
		case name == optExplain:
			err = readFlag(within, value, &o.Explain)
		default:
			err = fault.New(fault.Invalid, "There is no option %.80q. There are recipient, profile, refresh and explain.", name)
		}
		if err != nil {
			return o, err
		}
	}
	return o, nil
}

// withoutEmpty drops url or credential where it is empty beside the other one: programs
// that have a place for each write both.
func withoutEmpty(members map[string]jsontext.Value) {
	url, hasURL := members["url"]
	credential, hasCredential := members["credential"]
	switch {
	case !hasURL || !hasCredential:
	case isEmpty(url) && !isEmpty(credential):
		delete(members, "url")
	case isEmpty(credential):
		delete(members, "credential")
	}
}

// isEmpty reports whether a member is text without anything in it, or null.
func isEmpty(value jsontext.Value) bool {
	const longest = 100 // no program writes more spaces for nothing
	var text string
	return value.Kind() == 'n' || value.Kind() == '"' && len(value) < longest && jsonv2.Unmarshal(value, &text) == nil && strings.TrimSpace(text) == ""
}

// readText reads a member that is text.
func readText(field string, value jsontext.Value, to *string) error {
	if value.Kind() != '"' || jsonv2.Unmarshal(value, to) != nil {
		return fault.Field(field, "This has to be text, in quotation marks and in UTF-8.")
	}
	return nil
}

// readFlag reads a member that is yes or no.
func readFlag(field string, value jsontext.Value, to *bool) error {
	if kind := value.Kind(); kind != 't' && kind != 'f' {
		return fault.Field(field, "This has to be true or false, without quotation marks.")
	}
	*to = value.Kind() == 't'
	return nil
}

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
	switch e.URL = strings.TrimSpace(e.URL); {
	case check.IsBadge(e.URL):
		return question{input: []byte(e.URL), opt: opt, kind: "text/plain"}, nil // it was sent itself
	case e.URL != "":
		if err := check.Address("url", e.URL); err != nil {
			return question{}, err
		}
		return question{input: []byte(e.URL), opt: opt}, nil
	case len(e.Credential) == 0 || e.Credential.Kind() != '{' && e.Credential.Kind() != '"':
		return question{}, fault.Field("credential", "The credential is neither an object nor a string with a JWT. Send one of these, or url with the address of the badge.")
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
