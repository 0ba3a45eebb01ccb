package statuslist_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"blazon/jsonld"
	"blazon/statuslist"
)

func parse(t testing.TB, s string) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse([]byte(s), jsonld.Limits{})
	if err != nil {
		t.Fatalf("parse %s: %v", s, err)
	}
	return v
}

// entry is a sound entry; members replaces or adds to what it says.
func entry(index string, more ...string) string {
	return fmt.Sprintf(`{"id":"https://uni.example/status/1#7","type":"BitstringStatusListEntry","statusPurpose":"revocation",`+
		`"statusListCredential":"https://uni.example/status/1","statusListIndex":%s%s}`, index, strings.Join(append([]string{""}, more...), ","))
}

func TestParseEntries(t *testing.T) {
	want := statuslist.Entry{
		ID: "https://uni.example/status/1#7", Type: statuslist.TypeBitstring, Purpose: "revocation",
		Credential: "https://uni.example/status/1", Index: 7, Size: 1,
	}
	revocation := statuslist.Entry{
		ID: "https://uni.example/r", Type: statuslist.TypeRevocation, Purpose: "revocation", Credential: "https://uni.example/r",
	}
	two := want
	two.Size, two.Purpose = 2, "message"
	two.Messages = map[uint64]string{0: "fine", 1: "late", 2: "lost", 3: "void"}
	two.Reference = []string{"https://uni.example/about"}
	unknown := statuslist.Entry{Type: "RevocationList2020Status"}
	former := want
	former.Type = statuslist.TypeStatusList2021
	tests := []struct {
		name, in string
		want     []statuslist.Entry
	}{
		{"an index as text", entry(`"7"`), []statuslist.Entry{want}},
		{"an index as number", entry(`7`), []statuslist.Entry{want}},
		{"one of a size that is said", entry(`"7"`, `"statusSize":1`), []statuslist.Entry{want}},
		{"the name from before", strings.Replace(entry(`"7"`), "BitstringStatusListEntry", "StatusList2021Entry", 1), []statuslist.Entry{former}},
		{"an array", "[" + entry(`"7"`) + "]", []statuslist.Entry{want}},
		{"the type in an array", strings.Replace(entry(`"7"`), `"BitstringStatusListEntry"`, `["BitstringStatusListEntry"]`, 1), []statuslist.Entry{want}},
		{"a 1EdTech Revocation List", `{"id":"https://uni.example/r","type":"1EdTechRevocationList"}`, []statuslist.Entry{revocation}},
		{"two bits with messages", strings.Replace(entry(`"7"`, `"statusSize":2`, `"statusReference":"https://uni.example/about"`,
			`"statusMessage":[{"status":"0x0","message":"fine"},{"status":"0x1","message":"late"},{"status":"0x2","message":"lost"},{"status":"0x3","message":"void"}]`),
			`"revocation"`, `"message"`, 1), []statuslist.Entry{two}},
		{"an unknown type", `{"type":"RevocationList2020Status"}`, []statuslist.Entry{unknown}},
		{"STA-08 an unknown type first", `[{"type":"RevocationList2020Status"},` + entry(`"7"`) + `]`, []statuslist.Entry{unknown, want}},
		{"an empty array", `[]`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := statuslist.ParseEntries(parse(t, tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(statuslist.Entry{}, "Raw"), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			for _, e := range got {
				if e.Known() == (e.Type == "RevocationList2020Status") {
					t.Errorf("Known() of %s = %v", e.Type, e.Known())
				}
			}
		})
	}
	t.Run("no status", func(t *testing.T) {
		if got, err := statuslist.ParseEntries(nil); err != nil || len(got) != 0 {
			t.Errorf("ParseEntries(nil) = %v, %v", got, err)
		}
	})
}

func TestParseEntriesRefuses(t *testing.T) {
	const list = `"statusListCredential":"https://uni.example/status/1"`
	for name, in := range map[string]string{
		"text":                         `"x"`,
		"null":                         `null`,
		"no type":                      `{"id":"https://uni.example/r"}`,
		"a type that is no text":       `{"id":"https://uni.example/r","type":1}`,
		"no purpose":                   strings.Replace(entry(`"7"`), `"statusPurpose"`, `"x"`, 1),
		"no list":                      strings.Replace(entry(`"7"`), list, `"x":1`, 1),
		"no index":                     strings.Replace(entry(`"7"`), `"statusListIndex"`, `"x"`, 1),
		"the id of the list":           strings.Replace(entry(`"7"`), "/1#7", "/1", 1),
		"a revocation list without id": `{"type":"1EdTechRevocationList"}`,
		"a bad one behind a good one":  "[" + entry(`"7"`) + "," + entry(`"x"`) + "]",
		"an old one without purpose":   `{"type":"StatusList2021Entry","statusListIndex":"7",` + list + `}`,
		"nine of them":                 "[" + strings.Repeat(entry(`"7"`)+",", 8) + entry(`"7"`) + "]",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := statuslist.ParseEntries(parse(t, in)); !errors.Is(err, statuslist.ErrMalformed) {
				t.Errorf("ParseEntries = %v, %v, want ErrMalformed", got, err)
			}
		})
	}
}

func TestAbuse_STA_02(t *testing.T) {
	list := listCredential(t, "revocation", 0) // a wrong index read as 0 would be found revoked
	tests := []struct {
		name, index string
		want        error
	}{
		{"the last index", `"131071"`, nil},
		{"minus one", `"-1"`, statuslist.ErrMalformed},
		{"minus one as number", `-1`, statuslist.ErrMalformed},
		{"one too far", `"131072"`, statuslist.ErrRange},
		{"one too far as number", `131072`, statuslist.ErrRange},
		{"an exponent", `"1e5"`, statuslist.ErrMalformed},
		{"an exponent as number", `1e5`, statuslist.ErrMalformed},
		{"hexadecimal", `"0x10"`, statuslist.ErrMalformed},
		{"letters", `"abc"`, statuslist.ErrMalformed},
		{"Arabic digits", `"٣"`, statuslist.ErrMalformed},
		{"a space before", `" 5"`, statuslist.ErrMalformed},
		{"a line break behind", `"5\n"`, statuslist.ErrMalformed},
		{"a sign", `"+5"`, statuslist.ErrMalformed},
		{"an underscore", `"1_0"`, statuslist.ErrMalformed},
		{"a zero before", `"05"`, statuslist.ErrMalformed},
		{"20 digits", `"99999999999999999999"`, statuslist.ErrMalformed},
		{"the greatest number of 64 bits", `"18446744073709551615"`, statuslist.ErrRange},
		{"a fraction", `"1.5"`, statuslist.ErrMalformed},
		{"a fraction as number", `1.5`, statuslist.ErrMalformed},
		{"a fraction that is whole", `1.0`, statuslist.ErrMalformed},
		{"minus zero", `-0`, statuslist.ErrMalformed},
		{"nothing", `""`, statuslist.ErrMalformed},
		{"null", `null`, statuslist.ErrMalformed},
		{"true", `true`, statuslist.ErrMalformed},
		{"an array", `["5"]`, statuslist.ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			entries, err := statuslist.ParseEntries(parse(t, entry(tt.index)))
			if err == nil {
				var v uint64
				if v, err = statuslist.Lookup(entries[0], list); v != 0 {
					t.Error("it was read as 0")
				}
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("err = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAbuse_STA_03(t *testing.T) {
	messages := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `%s{"status":"0x%x","message":"m"}`, strings.Repeat(",", min(i, 1)), i)
		}
		return `"statusMessage":[` + b.String() + `]`
	}
	tests := []struct {
		name string
		more []string
		ok   bool
	}{
		{"size 0", []string{`"statusSize":0`}, false},
		{"size -1", []string{`"statusSize":-1`}, false},
		{"size 64", []string{`"statusSize":64`}, false},
		{"size 2^40", []string{`"statusSize":1099511627776`}, false},
		{"size as text", []string{`"statusSize":"1"`}, true},
		{"size as other text", []string{`"statusSize":"01"`}, false},
		{"size as no text", []string{`"statusSize":""`}, false},
		{"two bits as text without messages", []string{`"statusSize":"2"`}, false},
		{"size 64 as text", []string{`"statusSize":"64"`}, false},
		{"size as fraction", []string{`"statusSize":1.0`}, false},
		{"two bits without messages", []string{`"statusSize":2`}, false},
		{"two bits with three messages", []string{`"statusSize":2`, messages(3)}, false},
		{"two bits with five messages", []string{`"statusSize":2`, messages(5)}, false},
		{"two bits with four messages", []string{`"statusSize":2`, messages(4)}, true},
		{"eight bits with 256 messages", []string{`"statusSize":8`, messages(256)}, true},
		{"one bit with two messages", []string{messages(2)}, true},
		{"one bit with one message", []string{messages(1)}, false},
		{"a message twice", []string{`"statusMessage":[{"status":"0x0","message":"a"},{"status":"0x0","message":"b"}]`}, false},
		{"a message for no status", []string{`"statusMessage":[{"status":"0x0","message":"a"},{"status":"0x2","message":"b"}]`}, false},
		{"a status without 0x", []string{`"statusMessage":[{"status":"0","message":"a"},{"status":"1","message":"b"}]`}, false},
		{"a status without message", []string{`"statusMessage":[{"status":"0x0"},{"status":"0x1","message":"b"}]`}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := statuslist.ParseEntries(parse(t, entry(`"7"`, tt.more...)))
			if tt.ok && err != nil || !tt.ok && !errors.Is(err, statuslist.ErrMalformed) {
				t.Errorf("err = %v", err)
			}
		})
	}
}

// listCredential is a status list with some entries set, as it would arrive.
func listCredential(t testing.TB, purpose string, set ...int) *jsonld.Value {
	t.Helper()
	l := statuslist.New(0)
	for _, i := range set {
		if err := l.Set(i, true); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := statuslist.Prepare(draft(purpose, l))
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(doc.Bytes()))
}

func TestAbuse_STA_06(t *testing.T) {
	good := listCredential(t, "revocation", 7)
	all := string(good.JSON())
	edit := func(old, new string) *jsonld.Value {
		if !strings.Contains(all, old) {
			t.Fatalf("%s is not in the list", old)
		}
		return parse(t, strings.Replace(all, old, new, 1))
	}
	short := text(pack(t, make([]byte, statuslist.MinEntries/8-1), 1))
	encoded := good.Get("credentialSubject").Get("encodedList").Str()
	tests := []struct {
		name string
		list *jsonld.Value
		want error
	}{
		{"a list for revocation", good, nil},
		{"a list for several purposes", edit(`"statusPurpose":"revocation"`, `"statusPurpose":["suspension","revocation"]`), nil},
		{"a list for suspension", edit(`"statusPurpose":"revocation"`, `"statusPurpose":"suspension"`), statuslist.ErrInvalidList},
		{"a list for no purpose", edit(`"statusPurpose":"revocation"`, `"x":1`), statuslist.ErrInvalidList},
		{"a purpose that holds the word", edit(`"statusPurpose":"revocation"`, `"statusPurpose":"revocation "`), statuslist.ErrInvalidList},
		{"another credential", edit(`"BitstringStatusListCredential"`, `"OpenBadgeCredential"`), statuslist.ErrInvalidList},
		{"another subject", edit(`"BitstringStatusList"`, `"StatusList2021"`), statuslist.ErrInvalidList},
		{"no subject", edit(`"credentialSubject"`, `"x"`), statuslist.ErrInvalidList},
		{"two subjects", good.With("credentialSubject", jsonld.NewArray(good.Get("credentialSubject"), good.Get("credentialSubject"))), statuslist.ErrInvalidList},
		{"a list that is too short", edit(encoded, short), statuslist.ErrShort},
		{"no list", edit(`"encodedList"`, `"x"`), statuslist.ErrInvalidList},
		{"a list that is no list", edit(encoded, "uAAAA"), statuslist.ErrInvalidList},
		{"nothing", nil, statuslist.ErrInvalidList},
	}
	entries, err := statuslist.ParseEntries(parse(t, entry(`"7"`)))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := statuslist.Lookup(entries[0], tt.list)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Lookup = %d, %v, want %v", v, err, tt.want)
			}
			if tt.want == nil && v != 1 {
				t.Errorf("the revoked credential has the status %d", v)
			}
		})
	}
	t.Run("STA-06 the name from before", func(t *testing.T) {
		e := entries[0]
		e.Type = statuslist.TypeStatusList2021
		old := strings.NewReplacer("BitstringStatusList", "StatusList2021", `"u`+encoded[1:], `"`+encoded[1:]).Replace(all)
		if v, err := statuslist.Lookup(e, parse(t, old)); err != nil || v != 1 {
			t.Errorf("Lookup = %d, %v", v, err)
		}
		if v, err := statuslist.Lookup(e, good); !errors.Is(err, statuslist.ErrInvalidList) {
			t.Errorf("in a list of the other name: %d, %v", v, err)
		}
		if !statuslist.IsListType("StatusList2021Credential") || !statuslist.IsListType("BitstringStatusListCredential") || statuslist.IsListType("OpenBadgeCredential") {
			t.Error("IsListType is wrong")
		}
	})
	t.Run("an entry of another kind", func(t *testing.T) {
		if _, err := statuslist.Lookup(statuslist.Entry{Type: statuslist.TypeRevocation}, good); !errors.Is(err, statuslist.ErrMalformed) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("entries of several bits make the list shorter", func(t *testing.T) {
		e := entries[0]
		e.Size = 2
		if _, err := statuslist.Lookup(e, good); !errors.Is(err, statuslist.ErrInvalidList) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestAbuse_STA_08(t *testing.T) {
	suspended := strings.ReplaceAll(strings.Replace(entry(`"3"`), "revocation", "suspension", 1), "/status/1", "/status/2")
	lists := map[string]*jsonld.Value{
		"https://uni.example/status/1": listCredential(t, "revocation", 7),
		"https://uni.example/status/2": listCredential(t, "suspension", 4),
	}
	const unknown = `{"type":"X"}`
	orders := [][]string{
		{suspended, entry(`"7"`), unknown},
		{suspended, unknown, entry(`"7"`)},
		{unknown, suspended, entry(`"7"`)},
		{unknown, entry(`"7"`), suspended},
		{entry(`"7"`), suspended, unknown},
		{entry(`"7"`), unknown, suspended},
	}
	for i, order := range orders {
		entries, err := statuslist.ParseEntries(parse(t, "["+strings.Join(order, ",")+"]"))
		if err != nil {
			t.Fatal(err)
		}
		revoked, unknowns := false, 0
		for _, e := range entries {
			if !e.Known() {
				unknowns++
				continue
			}
			v, err := statuslist.Lookup(e, lists[e.Credential])
			if err != nil {
				t.Fatal(err)
			}
			revoked = revoked || v != 0 && e.Purpose == statuslist.Revocation
		}
		if !revoked || unknowns != 1 {
			t.Errorf("order %d: revoked %v, unknown %d; want true and 1", i, revoked, unknowns)
		}
	}
}

// TestListOf1EdTech looks up the revoked credential of 1EdTech's own tests.
func TestListOf1EdTech(t *testing.T) {
	const dir = "../../shared/vectors/1edtech/ob30/bit-string-list/"
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("%s not present", dir)
	}
	read := func(name string) *jsonld.Value {
		b, err := os.ReadFile(dir + name)
		if err != nil {
			t.Fatal(err)
		}
		return parse(t, string(b))
	}
	list := read("testlist")
	entries, err := statuslist.ParseEntries(read("credential-status-revoked.json").Get("credentialStatus"))
	if err != nil {
		t.Fatal(err)
	}
	if v, err := statuslist.Lookup(entries[0], list); err != nil || v != 1 {
		t.Errorf("Lookup of index %d = %d, %v, want 1", entries[0].Index, v, err)
	}
	for _, i := range []uint64{22, 24, 16} {
		entries[0].Index = i
		if v, err := statuslist.Lookup(entries[0], list); err != nil || v != 0 {
			t.Errorf("Lookup of index %d = %d, %v, want 0", i, v, err)
		}
	}
}

// FuzzParseEntriesIndex: an index that is read is written the same way again.
func FuzzParseEntriesIndex(f *testing.F) {
	for _, s := range []string{"0", "7", "131072", "-1", "05", "1e5", " 5", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		index := jsonld.NewString(s)
		v := parse(t, entry(`"7"`)).With("statusListIndex", index)
		entries, err := statuslist.ParseEntries(v)
		if err == nil && fmt.Sprint(entries[0].Index) != s {
			t.Errorf("%q was read as %d", s, entries[0].Index)
		}
	})
}

func TestTTL(t *testing.T) {
	list := func(ttl string) *jsonld.Value { return parse(t, `{"credentialSubject":{"ttl":`+ttl+`}}`) }
	for in, want := range map[string]time.Duration{"300000": 5 * time.Minute, `"300000"`: 5 * time.Minute, "0": 0, "1": time.Millisecond, "null": 0} {
		if got, err := statuslist.TTL(list(in)); err != nil || got != want {
			t.Errorf("TTL of %s = %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{`"soon"`, `"-1"`, `""`, "-1", "1.5", "1e3", "true", "99999999999999", "[]"} {
		if got, err := statuslist.TTL(list(in)); !errors.Is(err, statuslist.ErrInvalidList) {
			t.Errorf("TTL of %s = %v, %v", in, got, err)
		}
	}
	for _, v := range []*jsonld.Value{nil, parse(t, `{}`), parse(t, `{"credentialSubject":[]}`), parse(t, `{"credentialSubject":[{"ttl":1},{"ttl":2}]}`)} {
		if got, err := statuslist.TTL(v); err != nil || got != 0 {
			t.Errorf("TTL of %s = %v, %v", v.JSON(), got, err)
		}
	}
	if got, err := statuslist.TTL(listCredential(t, "message")); err != nil || got != 5*time.Minute {
		t.Errorf("TTL of our own list = %v, %v", got, err)
	}
}

// A list with messages: each of four values has a text of its own.
func TestMessages(t *testing.T) {
	e, err := statuslist.ParseEntries(parse(t, strings.Replace(entry(`"70000"`, `"statusSize":2`,
		`"statusMessage":[{"status":"0x0","message":"fine"},{"status":"0x1","message":"late"},{"status":"0x2","message":"lost"},{"status":"0x3","message":"void"}]`),
		`"revocation"`, `"message"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	l := statuslist.New(2 * statuslist.MinEntries)
	for value, text := range []string{"fine", "late", "lost", "void"} {
		if err := l.SetValue(70000, 2, uint64(value)); err != nil {
			t.Fatal(err)
		}
		doc, err := statuslist.Prepare(draft("message", l))
		if err != nil {
			t.Fatal(err)
		}
		got, err := statuslist.Lookup(e[0], parse(t, string(doc.Bytes())))
		if err != nil || got != uint64(value) || e[0].Messages[got] != text {
			t.Errorf("Lookup = %d, %v, want %d, %s", got, err, value, text)
		}
		for _, neighbour := range []uint64{69999, 70001} {
			if v, err := l.Value(neighbour, 2); err != nil || v != 0 {
				t.Errorf("entry %d became %d, %v", neighbour, v, err)
			}
		}
	}
	for _, bad := range []struct {
		i    uint64
		size int
		v    uint64
	}{{statuslist.MinEntries, 2, 0}, {0, 2, 4}, {0, 0, 0}, {0, 9, 0}, {1 << 63, 1, 0}} {
		if err := l.SetValue(bad.i, bad.size, bad.v); !errors.Is(err, statuslist.ErrRange) {
			t.Errorf("SetValue(%d, %d, %d) = %v", bad.i, bad.size, bad.v, err)
		}
	}
}
