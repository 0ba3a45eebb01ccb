package serve_test

import (
	"io"
	"slices"
	"testing"

	"blazon/internal/serve"
)

// FuzzForm reads forms that strangers send: each gets an answer, and what the
// handler is given fits into what the route takes.
func FuzzForm(f *testing.F) {
	const head = "--x\r\nContent-Disposition: form-data; name="
	for _, body := range []string{
		"", "--x--\r\n", head + "a\r\n\r\nb\r\n--x--\r\n", head + "image; filename=a.png\r\n\r\nb\r\n--x--\r\n",
		head + "image; filename=\r\n\r\n\r\n--x--\r\n", head + "a\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=41\r\n--x--\r\n", head + "\xff\r\n\r\n\x00",
	} {
		f.Add([]byte(body))
	}
	s := newSite(io.Discard)
	s.Limits = map[serve.Class]serve.Limit{serve.Write: {PerSecond: 1e9, Burst: 1e9}} //nolint:exhaustive // the others are not used
	h, err := s.Handler(upload())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		w := ask(h, call{method: "POST", path: "/upload", body: string(body), header: map[string]string{"Content-Type": "multipart/form-data; boundary=x"}})
		if !slices.Contains([]int{200, 400, 413, 422}, w.Code) {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
