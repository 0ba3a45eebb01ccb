package vcapi

import (
	"errors"
	"fmt"
	"net/http"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/vc"
)

// A Problem says why something was refused.
//
// RFC 9457; VCDM 2.0 7.1: type names the kind of problem.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code,omitempty"` // of vc.Codes
	Field  string `json:"field,omitempty"`
}

// Error returns the sentence for people.
func (p *Problem) Error() string { return p.Detail }

// The types of problems, in the words of the standards.
//
// VCDM 2.0 7.1, VC Data Integrity 4.7, Bitstring Status List 3.5.
const (
	parsingError     = "https://www.w3.org/TR/vc-data-model#PARSING_ERROR"
	malformedValue   = "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"
	cryptographic    = "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR"
	rangeError       = "https://www.w3.org/TR/vc-data-model#RANGE_ERROR"
	proofGeneration  = "https://w3id.org/security#PROOF_GENERATION_ERROR"
	proofInvalid     = "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
	invalidDomain    = "https://w3id.org/security#INVALID_DOMAIN_ERROR"
	invalidChallenge = "https://w3id.org/security#INVALID_CHALLENGE_ERROR"
	dataLoss         = "https://w3id.org/security#DATA_LOSS_DETECTION_ERROR"
	statusRetrieval  = "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR"
	statusInvalid    = "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR"
	statusShort      = "https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR"
)

// titles says in a few words what a type of problem is.
var titles = map[string]string{
	parsingError:     "The request cannot be read",
	malformedValue:   "A value does not have the form that the standard prescribes",
	cryptographic:    "The security of the credential does not hold",
	rangeError:       "A value is out of its range",
	proofGeneration:  "No proof can be made",
	proofInvalid:     "The proof does not verify",
	invalidDomain:    "The proof was not made for this domain",
	invalidChallenge: "The proof was not made for this challenge",
	dataLoss:         "Part of the document would not be protected",
	statusRetrieval:  "The status cannot be had",
	statusInvalid:    "The status list does not verify",
	statusShort:      "The status list is too short",
}

// refuse returns a Problem about a field.
func refuse(kind, field, text string, args ...any) *Problem {
	return &Problem{Type: kind, Title: titles[kind], Status: http.StatusBadRequest, Field: field, Detail: fmt.Sprintf(text, args...)}
}

// problemTypes says which type of problem the codes of a check are.
var problemTypes = map[string]string{
	vc.CheckFormat:      parsingError,
	vc.CheckContext:     dataLoss,
	vc.CheckSchema:      malformedValue,
	vc.CheckProof:       proofInvalid,
	vc.CheckIssuer:      cryptographic,
	vc.CheckTime:        rangeError,
	vc.CheckStatus:      statusInvalid,
	vc.CheckRecipient:   malformedValue,
	vc.CheckEndorsement: malformedValue,
}

// untyped are the titles of what the standards have no type of problem for.
var untyped = map[string]string{
	vc.StatusRevoked:     "The credential was revoked by its issuer",
	vc.StatusSuspended:   "The credential is suspended by its issuer",
	vc.PartsHidden:       "What decides may be among what is not shown",
	vc.PartsExchangeable: "The proof does not cover which credential says what",
}

// problemOf says what a check found.
func problemOf(c vc.Check) Problem {
	kind := problemTypes[c.Name]
	switch c.Code {
	case vc.ProofDomainMismatch:
		kind = invalidDomain
	case vc.ProofChallengeMismatch:
		kind = invalidChallenge
	case vc.StatusUnavailable:
		kind = statusRetrieval
	case vc.StatusListShort:
		kind = statusShort
	case vc.StatusRangeError:
		kind = rangeError
	case vc.MalformedInput:
		kind = malformedValue
	}
	p := refuse(kind, c.Name, "%s", c.Text)
	p.Code = c.Code
	// That an issuer took something back, say, is no fault of its list or its form.
	if title := untyped[c.Code]; title != "" {
		p.Type, p.Title = "about:blank", title
	}
	return *p
}

// signingProblem says why a document could not be signed.
func signingProblem(err error) error {
	var (
		term    *jsonld.TermError
		unknown *jsonld.ContextError
		limit   *jsonld.LimitError
		other   *jsonld.Error
	)
	switch {
	case errors.As(err, &term) && term.Disguised:
		return refuse(malformedValue, term.Pointer, "%.200q is another way to write what contexts have a word for, or an id with a prefix: write the word, or the whole id.", term.Term)
	case errors.As(err, &term):
		return refuse(dataLoss, term.Pointer, "%.200q means nothing in the contexts that the credential names, so no proof would cover it.", term.Term)
	case errors.As(err, &unknown):
		return refuse(malformedValue, unknown.Pointer, "The context %.200q is not known here, and contexts are never fetched.", unknown.URL)
	case errors.As(err, &limit):
		return refuse(malformedValue, "", "The credential has more than %d %s.", limit.Limit, limit.Name)
	case errors.As(err, &other):
		return refuse(malformedValue, other.Pointer, "JSON-LD refuses it: %.300s.", other.Error())
	case errors.Is(err, dataintegrity.ErrPointer), errors.Is(err, dataintegrity.ErrMalformed), errors.Is(err, dataintegrity.ErrUnsupported),
		errors.Is(err, dataintegrity.ErrMissing), errors.Is(err, dataintegrity.ErrProofInvalid):
		return refuse(proofGeneration, "", "No proof can be made: %.300s.", err.Error())
	}
	return err
}
