package blazon

import (
	"context"

	"blazon/vc"
)

// A Format is one form in which a badge may come.
type Format struct {
	Name  string // "Open Badges 3.0, JSON"
	About string // how it is recognized and what is done with it, as a sentence

	level      level
	recognizes func(s *source) bool
	verify     func(ctx context.Context, r *run, s *source) (*vc.Report, error)
}

// A level says what may be in what: an address leads to a picture or a text, a
// picture holds texts, and a text is the end. What is found is always of a
// higher level than what it was found in, so nothing goes round in circles.
type level uint8

const (
	anywhere level = iota // of what the caller brings
	address
	picture
	text
)

// Formats is the table of formats, in the order in which they are tried. To add
// one, write its file, add its line here, and give the tests an example.
func Formats() []Format {
	return []Format{
		formatPNG(),
		formatSVG(),
		formatQR(),
		formatURL(),
		formatData(),
		formatOB3JSON(),
		formatOB3JWT(),
		formatSDJWT(),
		formatCLR2(),
		formatPresentation(),
		formatEnvelope(),
		formatStatusList(),
		formatOB2JSON(),
		formatOB2JWS(),
		formatOB1JSON(),
	}
}

// Recognizes reports whether input is of this format. It says nothing about
// whether it is sound.
func (f Format) Recognizes(input []byte) bool { return f.recognizes(&source{data: input}) }
