package jsonld

import (
	"context"
	"crypto"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What docs/engine.md says is so: each link names something that its file
// declares, and the document in it has these statements and this digest.
func TestEngineDoc(t *testing.T) {
	text, err := os.ReadFile("../docs/engine.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(text)
	links := regexp.MustCompile("\\[(?:`(\\w+)`|[^]]*)\\]\\((\\.\\./[^)]*)\\)").FindAllStringSubmatch(doc, -1)
	for _, link := range links {
		name, file := link[1], filepath.Join("../docs", link[2])
		source, err := os.ReadFile(file)
		if !strings.HasSuffix(file, ".go") {
			if _, err := os.Stat(file); err != nil {
				t.Errorf("a link leads nowhere: %v", err)
			}
			continue
		}
		if err != nil {
			t.Errorf("a link leads nowhere: %v", err)
			continue
		}
		declared := regexp.MustCompile(`(?m)^(func (\([^)]*\) )?|type )` + name + `\b`)
		if name != "" && !declared.Match(source) {
			t.Errorf("%s does not declare %s", file, name)
		}
	}
	if len(links) < 40 {
		t.Errorf("only %d links were found", len(links))
	}
	_, example, _ := strings.Cut(doc, "```json\n")
	example, _, _ = strings.Cut(example, "```")
	v, err := Parse([]byte(example), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p := &Processor{Contexts: Pinned()}
	nquads, err := p.Canonize(context.Background(), v, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	digest, err := p.Digest(context.Background(), v, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	d, err := p.ToRDF(context.Background(), v)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{string(d.NQuads()), string(nquads), hex.EncodeToString(digest)} {
		if !strings.Contains(doc, want) {
			t.Errorf("docs/engine.md does not have\n%s", want)
		}
	}
}
