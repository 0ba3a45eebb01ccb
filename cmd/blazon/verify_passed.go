package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"blazon/internal/text"
)

// passed counts, by their kind, what was in the directories of a run and was not
// looked at.
type passed map[string]int

// The kinds of what has no ending to be named by.
const (
	isLink      = "link"
	isDirectory = "directory"
	isSpecial   = "pipe, socket or device"
	isOther     = "other"
)

// badgeEndings are those of the files that are taken from directories.
var badgeEndings = []string{".json", ".jsonld", ".jwt", ".jws", ".png", ".svg"}

// takes reports whether an entry of a directory is taken for a badge, and counts it
// if it is not. Directories are no entries.
func (p passed) takes(path string, mode fs.FileMode) bool {
	ending := strings.ToLower(filepath.Ext(path))
	const longest = 10
	switch {
	case mode.IsDir():
		return false
	case mode&fs.ModeSymlink != 0:
		p[isLink]++
	case !mode.IsRegular():
		p[isSpecial]++
	case slices.Contains(badgeEndings, ending):
		return true
	case len(ending) < 2 || len(ending) > longest || strings.ContainsRune(ending, ' '):
		p[isOther]++
	default:
		p[ending]++
	}
	return false
}

// String says how many there were of which kinds, most of all first; "" if there was
// none.
func (p passed) String() string {
	const told = 12 // kinds
	kinds := slices.SortedFunc(maps.Keys(p), func(a, b string) int {
		return cmp.Or(cmp.Compare(p[b], p[a]), cmp.Compare(a, b))
	})
	all, rest := 0, 0
	var parts []string
	for _, kind := range kinds {
		all += p[kind]
		if kind == isOther || len(parts) == told {
			rest += p[kind]
			continue
		}
		parts = append(parts, several(p[kind], text.Visible(kind)))
	}
	if rest > 0 {
		parts = append(parts, fmt.Sprintf("%d of other kinds", rest))
	}
	if all == 0 {
		return ""
	}
	was, advice := "were", " Name them by themselves, or with a pattern, to have them judged."
	if all == 1 {
		was, advice = "was", " Name it by itself to have it judged."
	}
	switch special := p[isSpecial]; {
	case special == all:
		advice = " Such things are not opened: give - and what comes out of one on standard input."
	case special > 0:
		advice += " Pipes, sockets and devices are not opened: give - and what comes out of one on standard input."
	}
	return fmt.Sprintf("%d %s not looked at: %s.%s", all, was, strings.Join(parts, ", "), advice)
}

// several is a number of things of a kind; endings have no plural.
func several(n int, kind string) string {
	switch {
	case n == 1 || strings.HasPrefix(kind, "."):
	case kind == isDirectory:
		kind = "directories"
	case kind == isSpecial:
		kind = "pipes, sockets or devices"
	default:
		kind += "s"
	}
	return fmt.Sprintf("%d %s", n, kind)
}
