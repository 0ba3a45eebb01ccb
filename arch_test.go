package blazon_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// policyFile states, a line a package, what the package may import of ours and
// of others. See its head for the form.
const policyFile = "arch.txt"

// TestArchitecture holds every package to its line in arch.txt. It reads the
// source itself: a test that asked the go command would be answered from the
// test cache after a violation.
func TestArchitecture(t *testing.T) {
	rules := readPolicy(t)
	imports := readImports(t)
	for pkg, found := range imports {
		rule, ok := rules[pkg]
		if !ok {
			t.Errorf("%s has no line in %s: say what it may import", pkg, policyFile)
			continue
		}
		for imp, where := range found {
			if slices.ContainsFunc(rule.forbidden, func(f string) bool { return under(imp, f) }) {
				t.Errorf("%s: %s must not import %s", where, pkg, imp)
			}
			if isStandard(imp) {
				continue
			}
			if !slices.ContainsFunc(rule.allowed, func(a string) bool { return permits(a, imp) }) {
				t.Errorf("%s: %s may not import %s", where, pkg, imp)
			}
		}
		for _, a := range rule.allowed {
			if !slices.ContainsFunc(keys(found), func(imp string) bool { return permits(a, imp) }) {
				t.Errorf("%s: the allowance %s of %s is not used; remove it", policyFile, a, pkg)
			}
		}
	}
	for pkg := range rules {
		if _, ok := imports[pkg]; !ok {
			t.Errorf("%s: there is no package %s", policyFile, pkg)
		}
	}
}

// outboundSymbols are the names of net/http with which a request can be sent.
var outboundSymbols = []string{
	"http.Get(", "http.Post(", "http.PostForm(", "http.Head(", "http.DefaultClient", "http.DefaultTransport",
	"http.Client{", "http.Transport{", "net.Dial(", "net.DialTimeout(", "net.Dialer{",
}

// mayDial lists the packages that open connections to others: to addresses
// strangers chose (fetch), to the mail server (mail), to object storage (blob)
// and to ourselves for a health check (cmd).
var mayDial = []string{"internal/fetch", "internal/mail", "internal/blob"}

// TestAbuse_SSRF_15 proves that one guarded package makes every outbound call
// to an address a stranger chose.
func TestAbuse_SSRF_15(t *testing.T) {
	walkGo(t, func(path string) {
		dir := filepath.ToSlash(filepath.Dir(path))
		if strings.HasSuffix(path, "_test.go") || slices.Contains(mayDial, dir) || strings.HasSuffix(dir, "test") {
			return
		}
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range outboundSymbols {
			if strings.Contains(string(src), s) {
				t.Errorf("%s uses %s; outbound calls belong in internal/fetch", path, strings.TrimSuffix(s, "("))
			}
		}
	})
}

type rule struct{ allowed, forbidden []string }

// readPolicy parses arch.txt.
func readPolicy(t *testing.T) map[string]rule {
	t.Helper()
	text, err := os.ReadFile(policyFile)
	if err != nil {
		t.Fatal(err)
	}
	rules := make(map[string]rule)
	pkg := ""
	for n, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if head, rest, ok := strings.Cut(line, ":"); ok {
			pkg, line = strings.TrimSpace(head), rest
			if _, twice := rules[pkg]; twice {
				t.Fatalf("%s:%d: a second line for %s", policyFile, n+1, pkg)
			}
			rules[pkg] = rule{}
		}
		r := rules[pkg]
		for _, word := range strings.Fields(line) {
			if path, ok := strings.CutPrefix(word, "!"); ok {
				r.forbidden = append(r.forbidden, path)
			} else {
				r.allowed = append(r.allowed, word)
			}
		}
		rules[pkg] = r
	}
	return rules
}

// readImports returns, for each package of the module, the paths it imports
// outside tests and a file that does. Our own paths are without the module name.
func readImports(t *testing.T) map[string]map[string]string {
	t.Helper()
	found := make(map[string]map[string]string)
	walkGo(t, func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		pkg := filepath.ToSlash(filepath.Dir(path))
		if pkg == "." {
			pkg = "blazon"
		}
		if found[pkg] == nil {
			found[pkg] = make(map[string]string)
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			found[pkg][strings.TrimPrefix(imp, "blazon/")] = path
		}
	})
	return found
}

// walkGo calls f with each Go file of this module, generated ones included.
func walkGo(t *testing.T, f func(path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if path != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "bin" || name == "data" || path == "internal/warm") {
				return filepath.SkipDir
			}
			if path != "." {
				if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
					return filepath.SkipDir // another module
				}
			}
			return nil
		}
		if strings.HasSuffix(path, ".go") {
			f(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isStandard reports whether imp is of the standard library: its first element
// has no dot and it is not one of ours.
func isStandard(imp string) bool {
	first, _, _ := strings.Cut(imp, "/")
	if strings.Contains(first, ".") || imp == "blazon" {
		return false
	}
	_, err := os.Stat(filepath.FromSlash(imp))
	return err != nil
}

// permits reports whether allowance a covers import imp: one of our packages
// exactly, a foreign module with all its packages.
func permits(a, imp string) bool {
	if strings.Contains(strings.SplitN(a, "/", 2)[0], ".") {
		return under(imp, a)
	}
	return a == imp
}

func under(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

func keys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}
