package blazon_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const securityTests = "docs/security-tests.md"

var (
	attackID   = regexp.MustCompile(`^[A-Z]+-\d\d$`)
	attackIDs  = regexp.MustCompile(`^([A-Z]+)-(\d\d) to [A-Z]+-(\d\d)$`)
	idInName   = regexp.MustCompile(`([A-Z]+)_(\d\d)`)
	testInCode = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	testsOf    = regexp.MustCompile("`([^`]+)`: ((?:`\\w+`(?:, )?)+)")
)

// TestSecurityTests: docs/security-tests.md names tests that exist, and has a row
// for each attack that a test is named after and for each that was thought of.
func TestSecurityTests(t *testing.T) {
	text, err := os.ReadFile(securityTests)
	if err != nil {
		t.Fatal(err)
	}
	there := testNames(t)
	tested, listed := map[string]bool{}, map[string]bool{}
	for n, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) < 2 {
			continue
		}
		where := cells[len(cells)-1]
		for _, m := range testsOf.FindAllStringSubmatch(where, -1) {
			dir := m[1]
			if dir == "blazon" {
				dir = "."
			}
			for _, name := range strings.Split(m[2], ", ") {
				if name = strings.Trim(name, "`"); !there[dir+" "+name] {
					t.Errorf("%s:%d: there is no %s in %s", securityTests, n+1, name, m[1])
				}
			}
		}
		for _, id := range idsOf(cells[0]) {
			if listed[id] {
				t.Errorf("%s:%d: a second row for %s", securityTests, n+1, id)
			}
			listed[id] = true
			tested[id] = len(cells) == 3 && testsOf.MatchString(where)
		}
	}
	if len(tested) < 200 {
		t.Errorf("only %d attacks", len(tested))
	}
	for name := range there {
		_, name, _ = strings.Cut(name, " ")
		if !strings.HasPrefix(name, "TestAbuse_") {
			continue
		}
		for _, m := range idInName.FindAllStringSubmatch(name, -1) {
			if id := m[1] + "-" + m[2]; m[1] != "F" && !tested[id] {
				t.Errorf("%s: %s is tested by %s and has no row that says so", securityTests, id, name)
			}
		}
	}
	cases, err := os.ReadFile("../shared/security/abuse-cases.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("the list of attacks is not here, so nobody looks whether it is complete")
		return
	}
	for _, line := range strings.Split(string(cases), "\n") {
		id, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " ")
		if strings.HasPrefix(line, "| ") && attackID.MatchString(id) && !listed[id] {
			t.Errorf("%s: no row for %s", securityTests, id)
		}
	}
}

// idsOf are the ids that the first cell of a row names: one, or a range.
func idsOf(cell string) []string {
	if attackID.MatchString(cell) {
		return []string{cell}
	}
	m := attackIDs.FindStringSubmatch(cell)
	if m == nil {
		return nil
	}
	var out []string
	for n := 1; n < 100; n++ {
		if two := fmt.Sprintf("%02d", n); m[2] <= two && two <= m[3] {
			out = append(out, m[1]+"-"+two)
		}
	}
	return out
}

// testNames are the tests of every package, as "folder name".
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	out := make(map[string]bool)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range testInCode.FindAllSubmatch(src, -1) {
			out[filepath.ToSlash(filepath.Dir(path))+" "+string(m[1])] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
