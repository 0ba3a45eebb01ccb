package blazon

import (
	"bytes"

	"blazon/clr2"
	"blazon/jsonld"
)

// formatCLR2 is a Comprehensive Learner Record, as JSON or as a JWT.
//
// CLR 2.0 CL-01, CL-04.
func formatCLR2() Format {
	return Format{
		Name:  "Comprehensive Learner Record 2.0",
		About: "A credential that holds others, as JSON or JWT: it is judged, and then each credential in it that is signed; of others it is said that only the record's issuer vouches for them.",
		level: text,
		recognizes: func(s *source) bool {
			return isRecord(s.credential())
		},
		verify: verifyText,
	}
}

func isRecord(v *jsonld.Value) bool {
	return clr2.IsRecord(v) && hasType(v, func(name string) bool { return name == "VerifiableCredential" }) && !isStatusList(v)
}

// credential is what a text may be, as JSON: itself, or what a token holds.
func (s *source) credential() *jsonld.Value {
	data := bytes.TrimSpace(s.data)
	switch {
	case firstByte(data) == '{':
		return s.text().JSON
	case isCompact(data) && s.text().Token != nil:
		return s.text().Token.Credential
	}
	return nil
}
