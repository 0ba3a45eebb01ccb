package blazon

import "blazon/bake"

// formatSVG is an SVG picture with badges in it.
//
// OB 3.0 5.3.2, OB 2.0 Baking.
func formatSVG() Format {
	return Format{
		Name:       "SVG picture",
		About:      "Badges are taken from the elements credential (3.0) and assertion (2.0) of their namespaces.",
		level:      picture,
		recognizes: func(s *source) bool { return bake.IsSVG(s.data) },
		verify:     verifyPicture,
	}
}
