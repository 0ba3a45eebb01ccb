package jsonld_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"blazon/jsonld"
)

// TestAbuse_SIG_11: of two members with one name some readers take the first and
// some the last, so both are refused, at any depth and however they are written.
// Names that differ in case only are refused by whoever judges a credential.
func TestAbuse_SIG_11(t *testing.T) {
	for _, text := range []string{
		`{"iss":"did:web:evil","iss":"did:web:uni"}`, `{"a":{"b":[{"issuer":1,"issuer":2}]}}`,
		`{"alg":"none","alg":"EdDSA"}`, `{"proof":[],"proof":[]}`, `{"issuer":1,"\u0069ssuer":2}`, `{"":1,"":2}`, `{"é":1,"\u00e9":2}`,
	} {
		var syntax *jsonld.SyntaxError
		if v, err := jsonld.Parse([]byte(text), jsonld.Limits{}); !errors.As(err, &syntax) {
			t.Errorf("%s: %v, %v, want a SyntaxError", text, v, err)
		}
	}
}

// TestAbuse_SIG_21: letters are kept as they are, and what is no letter is
// refused.
func TestAbuse_SIG_21(t *testing.T) {
	composed, decomposed := parse(t, `"caf\u00e9"`), parse(t, `"cafe\u0301"`)
	if composed.Str() == decomposed.Str() || string(composed.JSON()) != `"café"` {
		t.Errorf("%s and %s", composed.JSON(), decomposed.JSON())
	}
	for _, text := range []string{`"\ud800"`, `"\udc00\ud800"`, `"\ud800x"`, "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"", "{\"\xff\":1}"} {
		if v, err := jsonld.Parse([]byte(text), jsonld.Limits{}); err == nil {
			t.Errorf("%q was read as %s", text, v.JSON())
		}
	}
}

// TestAbuse_SIG_22: a number costs no more than its digits.
func TestAbuse_SIG_22(t *testing.T) {
	for _, tt := range []struct {
		number string
		ok     bool
	}{
		{"9007199254740991", true},
		{"-9007199254740991", true},
		{"9007199254740993", false},
		{"1e400", false},
		{"-1e400", false},
		{"1e999999999", false},
		{"1e-999999999", true},
		{"-0", true},
		{"1.0", true},
		{"1E5", true},
		{"01", false},
		{"+1", false},
		{".5", false},
		{"5.", false},
		{"1e", false},
		{"0x10", false},
		{"NaN", false},
		{"Infinity", false},
		{"-", false},
		{"1_000", false},
		{strings.Repeat("9", 1000), false},
		{"0." + strings.Repeat("9", 10_000), true},
	} {
		took := time.Hour
		var err error
		for range 3 { // this computer has more to do
			start := time.Now()
			var v *jsonld.Value
			if v, err = jsonld.Parse([]byte(`{"n":`+tt.number+`}`), jsonld.Limits{}); err == nil {
				_, err = v.JCS()
			}
			took = min(took, time.Since(start))
		}
		if (err == nil) != tt.ok {
			t.Errorf("%.40s: %v, want it read: %v", tt.number, err, tt.ok)
		}
		if took > 10*time.Millisecond {
			t.Errorf("%.40s took %v", tt.number, took)
		}
	}
}

// TestAbuse_CAN_03_Stack: depth costs neither stack nor much memory.
func TestAbuse_CAN_03_Stack(t *testing.T) {
	for name, text := range map[string]string{
		"arrays": strings.Repeat("[", 1<<20), "objects": strings.Repeat(`{"a":`, 1<<18), "closed": strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20),
	} {
		var limit *jsonld.LimitError
		used := allocated(func() {
			if _, err := jsonld.Parse([]byte(text), jsonld.Limits{}); !errors.As(err, &limit) {
				t.Errorf("%s: %v, want a LimitError", name, err)
			}
		})
		if used > 3*uint64(len(text)) {
			t.Errorf("%s: %d bytes for %d", name, used, len(text))
		}
	}
}

// TestAbuse_CAN_04_Memory: what is too large is refused for less than 64 MiB.
func TestAbuse_CAN_04_Memory(t *testing.T) {
	var keys bytes.Buffer
	keys.WriteByte('{')
	for i := range 1_000_000 {
		keys.WriteString(`"`)
		keys.WriteString(strings.Repeat("k", 1+i%3))
		keys.WriteString(`":1,`)
	}
	for name, text := range map[string][]byte{
		"a million members":     keys.Bytes(),
		"a text of 50 MB":       []byte(`"` + strings.Repeat("a", 50<<20) + `"`),
		"10 MB of white space":  []byte(strings.Repeat(" ", 10<<20) + "1"),
		"escapes":               []byte(`"` + strings.Repeat(`\u0041`, 2<<20) + `"`),
		"a million empty lists": []byte("[" + strings.Repeat("[],", 1_000_000) + "1]"),
	} {
		var limit *jsonld.LimitError
		used := allocated(func() {
			if _, err := jsonld.Parse(text, jsonld.Limits{}); !errors.As(err, &limit) {
				t.Errorf("%s: %v, want a LimitError", name, err)
			}
		})
		if used > 64<<20 {
			t.Errorf("%s: %d MiB", name, used>>20)
		}
	}
}

// allocated returns how many bytes f asked for.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// FuzzTwoReaders: what is read here, another reader of JSON reads the same, so
// that nobody is shown anything but what was verified.
func FuzzTwoReaders(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.50,"\u00e9\n",true,null,{}]}`, `{"a":1,"A":2}`, `"\ud83d\ude00"`, `[-0,1e5,0.1]`, `{"":""}`, "\"\xff\"", `1 2`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := jsonld.Parse(data, jsonld.Limits{})
		if err != nil {
			return
		}
		other := json.NewDecoder(bytes.NewReader(data))
		other.UseNumber()
		var want any
		if err := other.Decode(&want); err != nil {
			t.Fatalf("the other refuses %q: %v", data, err)
		}
		if _, err := other.Token(); !errors.Is(err, io.EOF) {
			t.Fatalf("the other finds more behind %q", data)
		}
		same(t, v, want)
	})
}

// same fails unless two readers found the same.
func same(t *testing.T, v *jsonld.Value, want any) {
	t.Helper()
	ok := false
	switch want := want.(type) {
	case nil:
		ok = v.Kind() == jsonld.Null
	case bool:
		b, is := v.Bool()
		ok = is && b == want
	case string:
		ok = v.Kind() == jsonld.String && v.Str() == want
	case json.Number:
		ok = v.Kind() == jsonld.Number && v.Number() == string(want)
	case []any:
		if ok = v.Kind() == jsonld.Array && len(v.Items()) == len(want); ok {
			for i, item := range v.Items() {
				same(t, item, want[i])
			}
		}
	case map[string]any:
		if ok = v.Kind() == jsonld.Object && len(v.Members()) == len(want); ok {
			for _, m := range v.Members() {
				x, there := want[m.Name]
				if !there {
					t.Fatalf("the other has no member %q", m.Name)
				}
				same(t, m.Value, x)
			}
		}
	}
	if !ok {
		t.Fatalf("%s was read as %v by the other", v.JSON(), want)
	}
}
