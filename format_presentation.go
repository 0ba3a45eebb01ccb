package blazon

import "blazon/vc"

// formatPresentation is a presentation, in which a holder shows credentials.
//
// VCDM 2.0 4.13.
func formatPresentation() Format {
	return Format{
		Name:  "Verifiable Presentation",
		About: "What a holder shows, as JSON, JWT or in an envelope: each credential in it is judged as if it had come alone, and the holder's own proof.",
		level: text,
		recognizes: func(s *source) bool {
			v := s.credential()
			return v != nil && (s.text().IsPresentation() || hasType(v, func(name string) bool { return name == "EnvelopedVerifiablePresentation" }))
		},
		verify: verifyText,
	}
}

// formatEnvelope is a token as JSON-LD has it, in the address of an object.
//
// VCDM 2.0 4.12.1.
func formatEnvelope() Format {
	return Format{
		Name:  "Enveloped credential",
		About: "An EnvelopedVerifiableCredential: the token in its data: address is judged.",
		level: text,
		recognizes: func(s *source) bool {
			v := s.credential()
			return vc.IsEnveloped(v) && hasType(v, func(name string) bool { return name == "EnvelopedVerifiableCredential" })
		},
		verify: verifyText,
	}
}
