package serve

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/url"

	"blazon/internal/fault"
)

const (
	// maxRead is how much of a form with files is read. Of a file that is too
	// large the rest is thrown away as it comes, so that what was typed beside
	// it is not lost.
	maxRead = 32 << 20
	// maxParts is how many fields and files a form may have.
	maxParts = 1000
	// partCost is counted for a part beside its name and what it holds.
	partCost = 100
)

var (
	errTooLarge = errors.New("the form has more than is taken")
	errParts    = errors.New("the form has too many parts")
)

// A file is one of a form.
type file struct {
	data []byte
	// tooLarge says that there was more than the route takes; data is nil then.
	tooLarge bool
}

// File returns the file of a field, or nil when none was chosen. A file larger
// than the route takes is a fault of the field.
func (r *Request) File(name string) ([]byte, error) {
	f, ok := r.files[name]
	switch {
	case !ok:
		return nil, nil
	case f.tooLarge:
		return nil, &fault.Error{
			Kind: fault.TooLarge, Field: name,
			Text: fmt.Sprintf("The file is larger than %s, which is the most that is taken. Choose a smaller one.", size(r.route.Body.File)),
		}
	case len(f.data) == 0:
		return nil, fault.Field(name, "The file is empty. Choose another.")
	}
	return f.data, nil
}

// readParts parses a form of parts. What is kept of it takes no more than the
// Max of the route, and one file at most is held beyond that while it is read.
func readParts(r *Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	values, files := make(url.Values), make(map[string]file)
	room := r.route.Body.Max
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			r.PostForm, r.files = values, files
			// Nobody shall read the body again.
			r.MultipartForm = &multipart.Form{Value: values}
			r.Form = merged(r.URL.Query(), values)
			return nil
		}
		if err != nil {
			return err
		}
		name := part.FormName()
		if name == "" {
			continue
		}
		room -= int64(len(name)) + partCost
		if room < 0 {
			return errTooLarge
		}
		if part.FileName() != "" && r.route.Body.File > 0 {
			f, err := readFile(r, part)
			if err != nil {
				return err
			}
			if room -= int64(len(f.data)); room < 0 {
				return errTooLarge
			}
			if _, again := files[name]; !again { // as Request.FormFile has it, the first counts
				files[name] = f
			}
			continue
		}
		var text bytes.Buffer
		n, err := text.ReadFrom(io.LimitReader(part, room+1))
		if err != nil {
			return err
		}
		if room -= n; room < 0 {
			return errTooLarge
		}
		if part.FileName() == "" {
			values.Add(name, text.String())
		}
	}
	return errParts
}

// readFile reads a file of at most as many bytes as the route takes, and to its end in
// any case.
func readFile(r *Request, part io.Reader) (file, error) {
	limit := r.route.Body.File
	data, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil || int64(len(data)) <= limit {
		return file{data: data}, err
	}
	r.giveBack(int64(len(data)))
	if r.sent != nil {
		r.sent.thrown = true
		defer func() { r.sent.thrown = false }()
	}
	_, err = io.Copy(io.Discard, part)
	return file{tooLarge: true}, err
}

// merged is what a form and the query of its address say, the form first.
func merged(query, form url.Values) url.Values {
	out := make(url.Values, len(query)+len(form))
	for name, v := range form {
		out[name] = append(out[name], v...)
	}
	for name, v := range query {
		out[name] = append(out[name], v...)
	}
	return out
}

// size writes a number of bytes for people.
func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d kB", n>>10)
}
