package vcapi

import (
	"slices"
	"strings"
	"time"

	"blazon/dataintegrity"
	"blazon/internal/signing"
	"blazon/jsonld"
)

// options are what a request asks for beside its subject.
type options struct {
	credentialID      string        // by which the issued credential is spoken of
	status            *jsonld.Value // what credentialStatus is asked for; nil: none
	created, expires  time.Time
	domain, challenge string
	mandatory         []string // nil: the usual ones
	selected          []string
	proofOnly         bool

	returnSubject bool // what was verified is part of the answer
}

// checkNames are what options.checks may have. Only the proof can be asked for
// alone; whoever asks for more gets everything.
var checkNames = []string{"proof", "credentialStatus", "status", "credentialSchema", "validity"}

// readOptions reads the options of a request to an endpoint. What is not
// understood is refused: who asked for it would think that it was done.
func readOptions(v *jsonld.Value, k signing.Key) (options, error) {
	var o options
	if v == nil || v.Kind() == jsonld.Null {
		return o, nil
	}
	if v.Kind() != jsonld.Object {
		return o, refuse(parsingError, "options", "options is not a JSON object.")
	}
	for _, m := range v.Members() {
		if err := o.read(m, k); err != nil {
			return o, err
		}
	}
	return o, nil
}

// read takes in one option.
func (o *options) read(m jsonld.Member, k signing.Key) error {
	var err error
	switch m.Name {
	case "credentialId":
		o.credentialID, err = text(m)
	case "created":
		o.created, err = moment(m)
	case "expires":
		o.expires, err = moment(m)
	case "domain":
		o.domain, err = text(m)
	case "challenge":
		o.challenge, err = text(m)
	case "mandatoryPointers":
		o.mandatory, err = list(m)
	case "selectivePointers":
		o.selected, err = list(m)
	case "checks":
		return o.readChecks(m)
	case "returnCredential", "returnPresentation":
		o.returnSubject, err = boolean(m)
	case "returnProblemDetails":
		_, err = boolean(m) // they always are
	case "returnResults":
		var wanted bool
		if wanted, err = boolean(m); wanted {
			return refuse(parsingError, "options.returnResults", "results are not given here: what was checked is in checks, and what does not hold in problemDetails.")
		}
	case "credentialStatus":
		if m.Value.Kind() != jsonld.Object {
			return refuse(parsingError, "options.credentialStatus", "credentialStatus is not a JSON object.")
		}
		o.status = m.Value
	case "type", "cryptosuite", "verificationMethod", "proofPurpose":
		return agree(m, k)
	default:
		return refuse(parsingError, "options."+m.Name, "The option %.80q is not understood here.", m.Name)
	}
	return err
}

// readChecks reads which checks are asked for.
func (o *options) readChecks(m jsonld.Member) error {
	names, err := list(m)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains(checkNames, name) {
			return refuse(parsingError, "options.checks", "There is no check %.80q; there are %s.", name, strings.Join(checkNames, ", "))
		}
	}
	o.proofOnly = len(names) == 1 && names[0] == "proof"
	return nil
}

// agree refuses an option that asks for something else than what the endpoint
// does.
func agree(m jsonld.Member, k signing.Key) error {
	var does []string
	switch m.Name {
	case "type":
		does = []string{"DataIntegrityProof", k.Suite.Cryptosuite}
	case "cryptosuite":
		does = []string{k.Suite.Cryptosuite}
	case "verificationMethod":
		does = []string{k.Method}
	case "proofPurpose":
		does = []string{dataintegrity.AssertionMethod}
	}
	if s, err := text(m); err != nil {
		return err
	} else if s == "" || !slices.Contains(does, s) {
		return refuse(proofGeneration, "options."+m.Name, "This endpoint does nothing else than %s.", does[0])
	}
	return nil
}

func text(m jsonld.Member) (string, error) {
	if m.Value.Str() == "" {
		return "", refuse(parsingError, "options."+m.Name, "%s is not a text.", m.Name)
	}
	return m.Value.Str(), nil
}

func boolean(m jsonld.Member) (bool, error) {
	b, ok := m.Value.Bool()
	if !ok {
		return false, refuse(parsingError, "options."+m.Name, "%s is neither true nor false.", m.Name)
	}
	return b, nil
}

func list(m jsonld.Member) ([]string, error) {
	if m.Value.Kind() != jsonld.Array {
		return nil, refuse(parsingError, "options."+m.Name, "%s is not a list of texts.", m.Name)
	}
	out := make([]string, 0, len(m.Value.Items()))
	for _, item := range m.Value.Items() {
		if !item.IsString() {
			return nil, refuse(parsingError, "options."+m.Name, "%s is not a list of texts.", m.Name)
		}
		out = append(out, item.Str())
	}
	return out, nil
}

func moment(m jsonld.Member) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, m.Value.Str())
	if err != nil {
		return t, refuse(parsingError, "options."+m.Name, "%s is not a date and time with a zone, such as 2026-01-02T15:04:05Z.", m.Name)
	}
	return t, nil
}
