package blazon

import "bytes"

// formatOB3JWT is a credential of Open Badges 3.0 within a signed token.
//
// OB 3.0 8.2.
func formatOB3JWT() Format {
	return Format{
		Name:  "Open Badges 3.0, JWT",
		About: "The same credentials as the payload of a compact JWS (VC-JWT).",
		level: text,
		recognizes: func(s *source) bool {
			if !isCompact(bytes.TrimSpace(s.data)) {
				return false
			}
			t := s.text()
			return t.Token != nil && t.SD == nil && isCredential(t.Token.Credential)
		},
		verify: verifyText,
	}
}
