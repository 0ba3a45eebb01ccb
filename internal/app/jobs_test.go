package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"blazon/internal/account"
	"blazon/internal/award"
)

// TestJobs reads the source of every capability for calls of job.New and finds
// that each kind of job has a handler, and that no handler is there for nothing.
func TestJobs(t *testing.T) {
	a := &App{Accounts: &account.Accounts{}, Awarder: &award.Awarder{}, metrics: newMetrics()}
	handled := a.handlers()
	made := madeJobs(t)
	for kind, where := range made {
		if handled[kind] == nil {
			t.Errorf("%s makes jobs of kind %s, which nothing does", where, kind)
		}
	}
	for kind := range handled {
		if made[kind] == "" {
			t.Errorf("jobs of kind %s are done but never made", kind)
		}
	}
	if len(made) == 0 {
		t.Error("no job was found in the source; did job.New get another name?")
	}
}

// madeJobs returns the kinds of jobs that capabilities make, each with a file.
func madeJobs(t *testing.T) map[string]string {
	t.Helper()
	made := make(map[string]string)
	dirs, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		files, err := filepath.Glob(filepath.Join("..", d.Name(), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		constants := make(map[string]string)
		var used []ast.Expr
		var where []string
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ValueSpec:
					for i, id := range n.Names {
						if i < len(n.Values) {
							constants[id.Name] = text(n.Values[i])
						}
					}
				case *ast.CallExpr:
					if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "New" && nameOf(f.X) == "job" {
						used, where = append(used, n.Args[0]), append(where, name)
					}
				}
				return true
			})
		}
		for i, e := range used {
			kind := text(e)
			if kind == "" {
				kind = constants[nameOf(e)]
			}
			if kind == "" {
				// The kind is an argument of a helper; its constants count all the same.
				for name, value := range constants {
					if strings.HasPrefix(name, "Job") {
						made[value] = where[i]
					}
				}
				continue
			}
			made[kind] = where[i]
		}
	}
	return made
}

// text returns the value of a string literal, or "".
func text(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// nameOf returns the name of an identifier, or "".
func nameOf(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}
