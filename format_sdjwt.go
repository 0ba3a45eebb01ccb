package blazon

import (
	"bytes"

	"blazon/vcjwt"
)

// formatSDJWT is a token of which the holder may leave parts out.
//
// RFC 9901; VC-JOSE-COSE 3.2.
func formatSDJWT() Format {
	return Format{
		Name:  "SD-JWT",
		About: "A credential of Open Badges 3.0 as a token with selective disclosure: the issuer's signature, each disclosure, and the holder's signature if there is one.",
		level: text,
		recognizes: func(s *source) bool {
			return vcjwt.IsSD(string(bytes.TrimSpace(s.data))) && isCompact(bytes.TrimSpace(s.data))
		},
		verify: verifyText,
	}
}
