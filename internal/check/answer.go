package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"blazon/internal/fault"
	"blazon/vc"
)

// MaxAnswer is how large a report may be that is sent to whoever asked, as JSON: twice
// what any badge says of itself. A picture in it that makes it larger is left out.
const MaxAnswer = 8 << 20

// leftOut is noted on a report that was sent without the pictures in it.
const leftOut = "The picture of the badge is not in this report, which would have been too large with it. `blazon verify --json` prints all, on a computer of your own."

// Encode returns an answer that has a report in it, or a part of one, as JSON. Of makes the
// answer of the report; nil: it is the report. Before anything is written, hold is asked
// whether there is room for so many bytes; its error is that of Encode. Whatever says
// something of a report to programs is made here, so that all of it is counted.
func Encode(rep *vc.Report, of func(*vc.Report) any, hold func(n int) error) ([]byte, error) {
	if of == nil {
		of = func(rep *vc.Report) any { return rep }
	}
	answer := of(rep)
	n := sizeOf(answer, MaxAnswer)
	if n > MaxAnswer {
		rep = copyOf(rep)
		if withoutPictures(rep) {
			rep.Notes = append(slices.Clone(rep.Notes), leftOut)
			answer = of(rep)
			n = sizeOf(answer, MaxAnswer)
		}
	}
	if n > MaxAnswer {
		return nil, fault.New(fault.TooLarge, "The report on this badge would be larger than the %d MB that are sent from here at most. Check it on a computer of your own, with `blazon verify`.", MaxAnswer>>20)
	}
	if err := hold(n); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(n)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // it is no HTML, and six bytes for each & are many
	if err := enc.Encode(answer); err != nil {
		return nil, fmt.Errorf("write a report: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// copyOf returns another report that says the same, without the badge itself. Its checks
// and details may be changed, and those of the reports in it; nothing long is copied.
func copyOf(rep *vc.Report) *vc.Report {
	out := *rep
	out.Raw = nil
	out.Checks = slices.Clone(rep.Checks)
	for i := range out.Checks {
		out.Checks[i].Detail = maps.Clone(out.Checks[i].Detail)
	}
	out.Also = slices.Clone(rep.Also)
	for i, other := range out.Also {
		out.Also[i] = copyOf(other)
	}
	if rep.Newer != nil {
		out.Newer = copyOf(rep.Newer)
	}
	return &out
}

// withoutPictures takes the pictures out that are written out in a report, and says
// whether there were any.
func withoutPictures(rep *vc.Report) bool {
	had := strings.HasPrefix(rep.Summary.Image, "data:")
	if had {
		rep.Summary.Image = ""
	}
	for _, other := range rep.Also {
		had = withoutPictures(other) || had
	}
	if rep.Newer != nil {
		had = withoutPictures(rep.Newer) || had
	}
	return had
}

// sizeOf is about how many bytes a report, or what has one in it, is as JSON, and rather
// more; beyond most it does not go on counting.
func sizeOf(answer any, most int) int {
	return sizeOfValue(reflect.ValueOf(answer), most)
}

// perValue is for the signs between values, and for numbers.
const perValue = 24

func sizeOfValue(v reflect.Value, most int) int {
	n := perValue
	switch v.Kind() {
	case reflect.String:
		return n + quoted(v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			return sizeOfValue(v.Elem(), most)
		}
	case reflect.Slice:
		for i := 0; i < v.Len() && n <= most; i++ {
			n += sizeOfValue(v.Index(i), most-n)
		}
	case reflect.Map:
		for entries := v.MapRange(); n <= most && entries.Next(); {
			n += sizeOfValue(entries.Key(), most-n) + sizeOfValue(entries.Value(), most-n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return n + len(time.RFC3339Nano)
		}
		for i := 0; i < v.NumField() && n <= most; i++ {
			f := v.Type().Field(i)
			if f.IsExported() && f.Tag.Get("json") != "-" && !v.Field(i).IsZero() {
				n += len(f.Name) + sizeOfValue(v.Field(i), most-n)
			}
		}
	default:
	}
	return n
}

// quoted is how many bytes a text is in JSON.
func quoted(s string) int {
	n := len(s)
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == '"', c == '\\', c == '\n', c == '\r', c == '\t', c == '\b', c == '\f':
			n++
		case c < ' ', c == utf8.RuneError && size == 1:
			n += len(`\u0000`) - 1
		case c == '\u2028', c == '\u2029':
			n += len(`\u2028`) - size
		}
		i += size
	}
	return n
}
