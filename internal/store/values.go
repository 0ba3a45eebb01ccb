package store

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"blazon/internal/page"
)

// micros returns t as it is kept.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment returns the time that is kept as n.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// bytesOf returns b as it is kept: nothing is an empty value, not NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// orNil returns b as it was before bytesOf.
func orNil(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

const (
	maxFolded = 4000 // bytes of a search column
	maxWords  = 8    // words that a search looks for
	maxWord   = 60   // runes of one of them
)

// fold returns texts as they are searched: without case and accents, one space
// between words.
func fold(texts ...string) string {
	s := cases.Fold().String(strings.ToValidUTF8(strings.Join(texts, " "), " "))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, norm.NFKD.String(s))
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxFolded {
		s = strings.ToValidUTF8(s[:maxFolded], "")
	}
	return s
}

// words returns the patterns that all must match, as a JSON array for json_each.
func words(search string) string {
	list := strings.Fields(fold(search))
	list = list[:min(len(list), maxWords)]
	for i, w := range list {
		r := []rune(w)
		list[i] = "%" + likeEscape.Replace(string(r[:min(len(r), maxWord)])) + "%"
	}
	b, err := json.Marshal(append([]string{}, list...))
	if err != nil {
		panic(err) // strings always can be
	}
	return string(b)
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// sortKey returns name as it is ordered. It is kept as bytes, which both
// databases compare alike.
func sortKey(name string) []byte {
	key := fold(name)
	return []byte(key[:min(len(key), 200)])
}

// A place is where a page of a list ends. Lists are ordered by a time, latest
// first, or by a key; what is equal is ordered by id.
type place struct {
	at  int64
	key []byte
	id  string
	// astray says that a cursor led nowhere.
	astray bool
}

// cursor writes p as page.Page.Next.
func (p place) cursor(list string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(
		[]string{list, strconv.FormatInt(p.at, 10), hex.EncodeToString(p.key), p.id}, ":")))
}

// placeOf reads a cursor of the list. One of another list, or of no list, is
// the place before the first item.
func placeOf(list, cursor string) place {
	first := place{at: math.MaxInt64, key: []byte{}, astray: cursor != ""}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return first
	}
	parts := strings.Split(string(b), ":")
	if len(parts) != 4 || parts[0] != list || strings.ContainsRune(parts[3], 0) {
		return first
	}
	at, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return first
	}
	key, err := hex.DecodeString(parts[2])
	if err != nil {
		return first
	}
	return place{at: at, key: key, id: strings.ToValidUTF8(parts[3], "")}
}

// pageOf makes a page of at most size items from rows, of which one more was
// asked for to know whether there is a next page.
func pageOf[R, T any](rows []R, q page.Query, after place, total int64, item func(R) (T, error), cursor func(R) string) (page.Page[T], error) {
	p := page.Page[T]{Total: int(total), Astray: after.astray}
	if size := q.Size(); len(rows) > size {
		rows = rows[:size]
		p.Next = cursor(rows[size-1])
	}
	for _, r := range rows {
		t, err := item(r)
		if err != nil {
			return page.Page[T]{}, err
		}
		p.Items = append(p.Items, t)
	}
	return p, nil
}
