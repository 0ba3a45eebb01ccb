package jsonld_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/jsonld"
)

func parse(t testing.TB, text string) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatalf("parse %.200s: %v", text, err)
	}
	return v
}

// A value keeps what was written: the order of members, the literals of numbers.
func TestParseKeepsWhatWasWritten(t *testing.T) {
	for _, text := range []string{
		`null`, `true`, `false`, `""`, `"é😀"`, `0`, `-0`, `1.50`, `1E+2`, `9007199254740991`, `-9007199254740991`, `[]`, `{}`,
		`[1,[2,[3]],{}]`, `{"b":1,"a":{"d":[null],"c":"x"},"":2}`, `"\"\\\n\t\u0000"`,
	} {
		if got := string(parse(t, text).JSON()); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
	if got := string(parse(t, " { \"a\\u0041\\/\" : [ 1 , 2 ] }\r\n\t").JSON()); got != `{"aA/":[1,2]}` {
		t.Errorf("compact form is %s", got)
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, text, pointer, says string }{
		{"nothing", ``, "", "ends too early"},
		{"half an object", `{"a":[1`, "/a", "ends too early"},
		{"a name twice", `{"a":{"b":1,"b":2}}`, "/a/b", "duplicate"},
		{"a name twice, once escaped", `{"a":1,"\u0061":2}`, "/a", "duplicate"},
		{"more after the value", `{} {}`, "", "after"},
		{"a comma too many", `[1,]`, "", "start of value"},
		{"invalid UTF-8", "\"\xff\"", "", "UTF-8"},
		{"UTF-8 of a surrogate", "\"\xed\xa0\x80\"", "", "UTF-8"},
		{"half a surrogate pair", `"\ud800"`, "", "surrogate"},
		{"half a surrogate pair in a name", `{"\udc00":1}`, "", "surrogate"},
		{"an integer two readers differ on", `{"n":9007199254740992}`, "/n", "too large"},
		{"a negative one", `-9007199254740992`, "", "too large"},
		{"a number beyond float64", `1e999`, "", "too large"},
		{"NaN", `NaN`, "", ""},
		{"single quotes", `{'a':1}`, "", ""},
		{"a comment", `{/**/}`, "", ""},
		{"a leading zero", `01`, "", ""},
		{"a byte order mark", "\ufeff{}", "", ""},
		{"a control character", "\"\x01\"", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := jsonld.Parse([]byte(tt.text), jsonld.Limits{})
			var e *jsonld.SyntaxError
			if v != nil || !errors.As(err, &e) {
				t.Fatalf("Parse = %v, %v, want a SyntaxError", v, err)
			}
			if e.Pointer != tt.pointer || !strings.Contains(e.Error(), tt.says) {
				t.Errorf("err = %v at %q, want %q at %q", err, e.Pointer, tt.says, tt.pointer)
			}
		})
	}
}

// Every limit holds at n and not at n+1.
func TestParseLimits(t *testing.T) {
	tests := []struct {
		name string
		lim  jsonld.Limits
		text func(n int) string
		n    int
	}{
		{"bytes", jsonld.Limits{}, func(n int) string { return "1" + strings.Repeat(" ", n-1) }, 4 << 20},
		{"bytes in a string", jsonld.Limits{}, func(n int) string { return `"` + strings.Repeat("a", n) + `"` }, 64 << 10},
		{"bytes in a string", jsonld.Limits{}, func(n int) string { return `{"` + strings.Repeat("a", n) + `":1}` }, 64 << 10},
		{"digits in a number", jsonld.Limits{}, func(n int) string { return "0." + strings.Repeat("1", n-2) }, 64 << 10},
		{"levels", jsonld.Limits{}, func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }, 64},
		{"levels", jsonld.Limits{}, func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }, 64},
		{"members", jsonld.Limits{}, func(n int) string { return "[" + strings.Repeat("1,", n-1) + "1]" }, 20_000},
		{"members", jsonld.Limits{}, func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, `,"%d":1`, i)
			}
			return "{" + b.String()[1:] + "}"
		}, 20_000},
		{"bytes", jsonld.Limits{Bytes: 10}, func(n int) string { return strings.Repeat("1", n) }, 10},
		{"bytes in a string", jsonld.Limits{StringBytes: 3}, func(n int) string { return `"` + strings.Repeat("a", n) + `"` }, 3},
		{"levels", jsonld.Limits{Depth: 2}, func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }, 2},
		{"members", jsonld.Limits{Members: 2}, func(n int) string { return "[" + strings.Repeat("1,", n-1) + "1]" }, 2},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d %s", tt.n, tt.name), func(t *testing.T) {
			if _, err := jsonld.Parse([]byte(tt.text(tt.n)), tt.lim); err != nil {
				t.Errorf("at the limit: %v", err)
			}
			_, err := jsonld.Parse([]byte(tt.text(tt.n+1)), tt.lim)
			var e *jsonld.LimitError
			if !errors.As(err, &e) || e.Name != tt.name || e.Limit != tt.n {
				t.Errorf("beyond the limit: %v, want a LimitError of %d %s", err, tt.n, tt.name)
			}
		})
	}
	t.Run("one data: URI may be long", func(t *testing.T) {
		long := `"data:image/png;base64,` + strings.Repeat("A", 100_000) + `"`
		if _, err := jsonld.Parse([]byte(`{"a":`+long+`}`), jsonld.Limits{}); err != nil {
			t.Error(err)
		}
		var e *jsonld.LimitError
		if _, err := jsonld.Parse([]byte(`[`+long+`,`+long+`]`), jsonld.Limits{}); !errors.As(err, &e) {
			t.Errorf("two of them: %v, want a LimitError", err)
		}
	})
}

func TestValue(t *testing.T) {
	v := parse(t, `{"s":"x","b":true,"n":1.5,"z":null,"a":[1,2],"o":{"k":"v"}}`)
	var absent *jsonld.Value
	kinds := map[string]jsonld.Kind{"s": jsonld.String, "b": jsonld.Bool, "n": jsonld.Number, "z": jsonld.Null, "a": jsonld.Array, "o": jsonld.Object, "none": jsonld.Absent}
	for name, want := range kinds {
		if got := v.Get(name).Kind(); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if b, ok := v.Get("b").Bool(); !b || !ok {
		t.Errorf("b = %v, %v", b, ok)
	}
	if _, ok := v.Get("s").Bool(); ok {
		t.Error("a string is a boolean")
	}
	if got := v.Get("n").Number() + v.Get("s").Number() + v.Get("s").Str() + v.Get("n").Str(); got != "1.5x" {
		t.Errorf("number and string = %q", got)
	}
	if got := v.Get("o").Get("k").Get("x").Get("y").Str(); got != "" {
		t.Errorf("nothing within nothing = %q", got)
	}
	if len(v.Get("a").Items()) != 2 || len(v.Get("s").Items()) != 1 || len(v.Get("z").Items()) != 1 || absent.Items() != nil {
		t.Error("items: want 2 of an array, 1 of anything else, none of nothing")
	}
	if string(absent.JSON()) != "null" || absent.Members() != nil || absent.IsString() {
		t.Error("nothing is something")
	}
	changed := v.With("s", jsonld.NewString("y")).With("new", jsonld.NewBool(false)).Without("b", "n", "a")
	if diff := cmp.Diff(`{"s":"y","z":null,"o":{"k":"v"},"new":false}`, string(changed.JSON())); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if got := string(v.JSON()); got != `{"s":"x","b":true,"n":1.5,"z":null,"a":[1,2],"o":{"k":"v"}}` {
		t.Errorf("the original changed: %s", got)
	}
	made := jsonld.NewObject(jsonld.Member{Name: "a", Value: jsonld.NewArray(jsonld.NewNumber("1"), jsonld.NewString("é\n"))})
	if got := string(made.JSON()); got != `{"a":[1,"é\n"]}` {
		t.Errorf("made %s", got)
	}
}

// The examples of RFC 8785, and what its rules say of the edges.
func TestJCS(t *testing.T) {
	tests := []struct{ in, want string }{
		{
			`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
			`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		},
		{
			`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
			"{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
		},
		{
			`[-0,-0.0,1e0,100,1e21,123456789012345680000,1e-7,0.000001,5e-324,1.7976931348623157e308]`,
			`[0,0,1,100,1e+21,123456789012345680000,1e-7,0.000001,5e-324,1.7976931348623157e+308]`,
		},
		{`{"aa":1,"a":2,"":3,"b":{"z":1,"y":[]}}`, `{"":3,"a":2,"aa":1,"b":{"y":[],"z":1}}`},
		{`"\u2028\u007f\u001f"`, "\"\u2028\u007f\\u001f\""},
	}
	for _, tt := range tests {
		// Not Parse, which refuses 123456789012345680000.
		got, err := jsonld.ParseUnsafe(t, tt.in).JCS()
		if diff := cmp.Diff(tt.want, string(got)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", tt.in, err, diff)
		}
	}
	for _, v := range []*jsonld.Value{jsonld.NewNumber("x"), jsonld.NewNumber("0x1p-2"), jsonld.NewNumber("1e999"), jsonld.NewString("\xff"), jsonld.NewArray(jsonld.NewNumber("")), jsonld.NewObject(jsonld.Member{Name: "\xff", Value: jsonld.NewBool(true)})} {
		if b, err := v.JCS(); err == nil {
			t.Errorf("JCS of what is no JSON = %s", b)
		}
	}
}

// TestWithoutNulls: what is null is gone wherever it stands, and what has none is the same.
func TestWithoutNulls(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":null,"b":[null,1,{"c":null}],"d":{"e":null,"f":[null]},"g":""}`: `{"b":[1,{}],"d":{"f":[]},"g":""}`,
		`[null]`: `[]`,
		`null`:   `null`,
	} {
		v := parse(t, text)
		if got := string(v.WithoutNulls().JSON()); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
		if string(v.JSON()) != text {
			t.Errorf("it changed %s", text)
		}
	}
	if v := parse(t, `{"a":[1,{"b":""}],"c":[]}`); v.WithoutNulls() != v {
		t.Error("it was made anew")
	}
	if (*jsonld.Value)(nil).WithoutNulls() != nil {
		t.Error("of nothing it made something")
	}
}
