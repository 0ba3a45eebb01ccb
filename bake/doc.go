// Package bake puts Open Badges into pictures and takes them out again. The
// picture looks the same afterwards; the badge travels inside the file.
//
// PNG and SVG are the two formats of the standard. A PNG carries a badge in an
// iTXt chunk, an SVG in an element of its own; which keyword and which
// namespace depends on the version of the badge, so that one picture can carry
// an Open Badges 2.0 assertion and an Open Badges 3.0 credential side by side:
//
//	         PNG keyword          SVG element
//	OB2      openbadges           assertion  in http://openbadges.org
//	OB3      openbadgecredential  credential in https://purl.imsglobal.org/ob/v3p0
//	CLR      clrcredential        credential in https://purl.imsglobal.org/clr/v2p0
//
// Start with [PNG] and [SVG] to put in, and [From] to take out. A badge of the
// same kind that is in the picture already is replaced, others are kept, and
// every other byte of the picture stays as it was: nothing is decoded, drawn or
// encoded again.
//
// The package judges the container and never the badge. It does not parse the
// credential beyond telling JSON, compact JWS and URL apart, and it verifies
// nothing: that is for package vc. It is strict about the container, because
// two programs that read a damaged or ambiguous picture differently can be
// played against each other: wrong checksums, bytes after the end, two badges
// of a kind and entities in XML are errors. It is liberal about what other
// bakers are known to write: compressed iTXt, zTXt, tEXt, any XML prefix, white
// space around the badge, a bare DOCTYPE line.
package bake
