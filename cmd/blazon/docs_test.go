package main

import (
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestPartsInDocuments runs what docs/verifying.md says about badges that are shown in
// part, with the files that it names. It ends with badges that are valid.
func TestPartsInDocuments(t *testing.T) {
	text, err := os.ReadFile("../../docs/verifying.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Signing files, and hiding parts\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var commands strings.Builder
	for i, block := range strings.Split(section, "```") {
		if code, ok := strings.CutPrefix(block, "sh\n"); ok && i%2 == 1 {
			commands.WriteString(code)
		}
	}
	if !strings.Contains(commands.String(), "blazon verify") {
		t.Fatalf("the document shows no commands: %s", commands.String())
	}
	testscript.Run(t, testscript.Params{Files: []string{script(t, "exec sh -e parts.sh\nstderr '2 badges: 2 valid'\n! stderr 'never be valid'\n")}, Setup: func(env *testscript.Env) error {
		if err := os.CopyFS(env.WorkDir+"/docs/examples/parts", os.DirFS("../../docs/examples/parts")); err != nil {
			return err
		}
		return os.WriteFile(env.WorkDir+"/parts.sh", []byte(commands.String()), 0o600)
	}})
}

// script writes a script into a file.
func script(t *testing.T, text string) string {
	t.Helper()
	name := t.TempDir() + "/parts.txtar"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
