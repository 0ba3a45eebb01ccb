package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/serve"
)

// A form is what its fields hold and what is wrong with them.
type form struct {
	values map[string][]string
	// Wrong lists the faults of fields, in the order of the capability.
	Wrong []*fault.Error
	// Notice is a fault of the whole.
	Notice string
	status int
	left   map[string]int // how long values are that are not written back
}

// blank is a form with nothing in it but what is given, as names and values in
// turn.
func blank(pairs ...string) *form {
	f := &form{values: make(map[string][]string)}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values[pairs[i]] = []string{pairs[i+1]}
	}
	return f
}

// Set puts a value into a field.
func (f *form) Set(name, value string) { f.values[name] = []string{value} }

// Value returns what a field holds.
func (f *form) Value(name string) string {
	if v := f.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// shorten takes out of fields what is longer than most, and notes that: a page that shows a
// form again has all that was typed into it, but not files that were pasted.
func (f *form) shorten(most int, names ...string) {
	for _, name := range names {
		if n := len(f.Value(name)); n > most {
			if f.left == nil {
				f.left = make(map[string]int)
			}
			f.left[name] = n
			f.Set(name, "")
		}
	}
}

// written is how many bytes the values of fields are in a page, at most.
func (f *form) written(names ...string) int {
	n := 0
	for _, name := range names {
		v := f.Value(name)
		n += len(v)
		for _, c := range []byte(v) {
			if strings.IndexByte(`&<>"'`, c) >= 0 {
				n += len("&#34;") - 1
			}
		}
	}
	return n
}

// Has reports whether a field holds value, among others.
func (f *form) Has(name, value string) bool {
	for _, v := range f.values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Fault returns what is wrong with a field.
func (f *form) Fault(name string) string {
	for _, e := range f.Wrong {
		if e.Field == name {
			return e.Text
		}
	}
	return ""
}

// OK reports whether there is nothing wrong.
func (f *form) OK() bool { return len(f.Wrong) == 0 && f.Notice == "" }

// typed returns the form as it was sent, with what err says of it, which may be
// nothing. Passwords are never sent back. An error that is not about what was
// typed is returned.
func typed(r *serve.Request, err error) (*form, error) {
	if err == nil {
		return sent(r, http.StatusOK), nil
	}
	switch kind, text := fault.Public(err); kind {
	case fault.Invalid, fault.Conflict, fault.TooMany, fault.Unavailable, fault.Unauthenticated, fault.TooLarge, fault.NotFound:
		r.Heed(err)
		f := sent(r, serve.Status(kind))
		f.Wrong = fault.Fields(err)
		if len(f.Wrong) == 0 {
			f.Notice = text
		}
		return f, nil
	default:
		return nil, err
	}
}

// sent returns the form as it was sent, but passwords.
func sent(r *serve.Request, status int) *form {
	f := &form{values: make(map[string][]string), status: status}
	for name, v := range r.PostForm {
		if !strings.Contains(strings.ToLower(name), "password") && name != "current" {
			f.values[name] = v
		}
	}
	return f
}

// bareAddress is a web address as people say it, without a scheme.
var bareAddress = regexp.MustCompile(`^[\pL\pN-]+(\.[\pL\pN-]+)+(:[0-9]+)?([/?#].*)?$`)

// fullAddress is a web address with https:// before it if it has no scheme.
// Anything else stays as it is, for the capability to judge.
func fullAddress(s string) string {
	if s = strings.TrimSpace(s); bareAddress.MatchString(s) {
		return "https://" + s
	}
	return s
}

// checked reports whether a box was ticked.
func checked(r *serve.Request, name string) bool { return r.PostFormValue(name) != "" }

// upload returns the file of a field, or nil when none was chosen.
func upload(r *serve.Request, name string, limit int64) ([]byte, error) {
	data, err := r.File(name)
	if err == nil && int64(len(data)) > limit {
		return nil, fault.Field(name, "The file is too large. At most %d MB fit.", limit>>20)
	}
	return data, err
}

// dayLayout is how date fields of browsers write a day.
const dayLayout = "2006-01-02"

// day reads a date field as the beginning of that day, UTC; empty is no time.
func day(field, label, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(dayLayout, s, time.UTC)
	if err != nil || t.Year() < 1900 || t.Year() > 9999 {
		return time.Time{}, fault.Field(field, "%s is not a day of the calendar. Write it as year-month-day, such as 2027-01-31.", label)
	}
	return t, nil
}

// endOfDay is the last second of the day that t begins; no time stays none.
func endOfDay(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(24*time.Hour - time.Second)
}

// number reads a hidden field that holds a number; anything else is 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// once returns a new key that makes a form act once, however often it is sent.
func (s *Server) once() string { return id.New(s.Rand) }
