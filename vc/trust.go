package vc

import (
	"context"
	"errors"
	"fmt"

	"blazon/jsonld"
)

// Trust knows issuers that somebody vouches for, such as a ministry or the
// operator of a site.
type Trust interface {
	// Recognizes returns how an issuer is known, and whether it is. Not to be
	// known says nothing against an issuer.
	Recognizes(ctx context.Context, issuer string) (Recognition, bool)
}

// The states of a Recognition.
const (
	Recognized   = "recognized"
	Unrecognized = "unknown" // to those who were asked; never: false
)

// A Recognition says by whom an issuer is known.
type Recognition struct {
	State string `json:"state,omitempty"` // Recognized or Unrecognized; empty: nobody was asked
	By    string `json:"by,omitempty"`    // who vouches: the name of the list
	Name  string `json:"name,omitempty"`  // what the list calls the issuer
}

// checkTrust asks whether the issuer is known, if it is proven that it is the
// issuer. The answer changes no verdict.
func (j *judgement) checkTrust(ctx context.Context, issuer string) {
	if c := j.report.Check(CheckIssuer); j.Trust == nil || c.Result != Pass || c.Detail["believed"] != "" {
		return
	}
	if r, ok := j.Trust.Recognizes(ctx, issuer); ok {
		r.State = Recognized
		j.report.Trust = r
		return
	}
	j.report.Trust = Recognition{State: Unrecognized}
}

// A TrustList is a list of issuers that somebody vouches for. It is a Trust.
type TrustList struct {
	Name    string // who vouches
	Issuers []TrustedIssuer
}

// A TrustedIssuer is one line of a TrustList.
type TrustedIssuer struct {
	ID   string // https address or DID, letter by letter
	Name string
}

// Recognizes implements Trust.
func (l *TrustList) Recognizes(_ context.Context, issuer string) (Recognition, bool) {
	for _, i := range l.Issuers {
		if i.ID == issuer {
			return Recognition{State: Recognized, By: l.Name, Name: i.Name}, true
		}
	}
	return Recognition{}, false
}

// TrustLists asks several lists, the first that knows an issuer answers.
type TrustLists []Trust

// Recognizes implements Trust.
func (l TrustLists) Recognizes(ctx context.Context, issuer string) (Recognition, bool) {
	for _, t := range l {
		if r, ok := t.Recognizes(ctx, issuer); ok {
			return r, true
		}
	}
	return Recognition{}, false
}

var (
	// ErrTrustList: a list of issuers is not in the form of docs/trust.md.
	ErrTrustList = errors.New("not a list of issuers")
	// ErrRegistry: a registry of issuers could not be verified.
	ErrRegistry = errors.New("the registry could not be verified")
)

// maxTrusted bounds a list of issuers.
const maxTrusted = 10_000

// trustLimits are those of a list of so many.
var trustLimits = jsonld.Limits{Members: 5 * maxTrusted}

// ParseTrustList reads a list of issuers that an operator trusts: an object with
// name and issuers, each of which has an id and perhaps a name.
func ParseTrustList(data []byte) (*TrustList, error) {
	v, err := jsonld.Parse(data, trustLimits)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTrustList, err)
	}
	l := &TrustList{Name: v.Get("name").Str()}
	if l.Name == "" || v.Get("issuers").Kind() != jsonld.Array {
		return nil, fmt.Errorf("%w: it needs a name, and issuers as an array", ErrTrustList)
	}
	return l, l.add(v.Get("issuers").Items())
}

// add adds issuers given as objects.
func (l *TrustList) add(items []*jsonld.Value) error {
	if len(items) > maxTrusted {
		return fmt.Errorf("%w: it has more than %d issuers", ErrTrustList, maxTrusted)
	}
	for i, item := range items {
		id := item.Get("id").Str()
		if !isAbsolute(id) {
			return fmt.Errorf("%w: the id of issuer %d is no https address and no DID", ErrTrustList, i+1)
		}
		l.Issuers = append(l.Issuers, TrustedIssuer{id, item.Get("name").Str()})
	}
	return nil
}
