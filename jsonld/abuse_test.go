package jsonld_test

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/jsonld"
)

var ctx = context.Background()

// credential is a badge with holes: in its @context, in itself, in its
// achievement.
const credential = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"%s],
"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",%s
"issuer":{"id":"https://uni.example/1","type":["Profile"],"name":"University"},"validFrom":"2026-01-01T00:00:00Z",
"credentialSubject":{"id":"urn:uuid:2","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/b/1",%s
"type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`

func badge(context, root, achievement string) string {
	return fmt.Sprintf(credential, context, root, achievement)
}

func canonize(text string) (string, error) {
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		return "", err
	}
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	b, err := p.Canonize(ctx, v, crypto.SHA256)
	return string(b), err
}

// wantContext checks that text is refused for the context of that URL.
func wantContext(t *testing.T, text, url, pointer string) {
	t.Helper()
	_, err := canonize(text)
	var e *jsonld.ContextError
	if !errors.As(err, &e) || e.URL != url || e.Pointer != pointer {
		t.Errorf("err = %v, want a ContextError for %q at %s", err, url, pointer)
	}
}

func wantTerm(t *testing.T, text, term, pointer string) {
	t.Helper()
	_, err := canonize(text)
	var e *jsonld.TermError
	if !errors.As(err, &e) || e.Term != term || e.Pointer != pointer {
		t.Errorf("err = %v, want a TermError for %q at %s", err, term, pointer)
	}
}

func TestAbuse_LD_01(t *testing.T) {
	wantContext(t, badge(`,"https://evil.example/ctx"`, "", ""), "https://evil.example/ctx", "/@context/2")
	wantContext(t, badge("", "", `"@context":"https://evil.example/ctx",`), "https://evil.example/ctx", "/credentialSubject/achievement/@context")
	t.Run("a context that is damaged is noticed", func(t *testing.T) {
		if err := jsonld.CheckPins(); err != nil {
			t.Error(err)
		}
	})
}

func TestAbuse_LD_02(t *testing.T) {
	for _, inline := range []string{`{"@vocab":"https://evil.example/#"}`, `{"@base":"https://evil.example/"}`, `{"name":"https://schema.org/description","description":"https://schema.org/name"}`, `{}`} {
		wantContext(t, badge(","+inline, "", ""), "", "/@context/2")
		wantContext(t, badge("", "", `"@context":`+inline+","), "", "/credentialSubject/achievement/@context")
	}
}

func TestAbuse_LD_03(t *testing.T) {
	for _, inline := range []string{
		`{"issuer":"https://evil.example/issuer"}`, `{"id":"@type","type":"@id"}`, `null`, `[null,{}]`,
		`{"@propagate":false,"x":"https://evil.example/x"}`, `{"Profile":{"@id":"https://evil.example/P","@context":{}}}`, `{"@import":"https://www.w3.org/ns/credentials/v2"}`,
	} {
		wantContext(t, badge(","+inline, "", ""), "", "/@context/2")
	}
	// Where contexts may be written out, protected terms still cannot change.
	v := parse(t, badge(`,{"id":"https://evil.example/id"}`, "", ""))
	p := &jsonld.Processor{Contexts: jsonld.Pinned(), InlineContexts: true}
	_, err := p.ToRDF(ctx, v)
	var e *jsonld.Error
	if !errors.As(err, &e) || e.Code != "protected term redefinition" || e.Pointer != "/@context/2" {
		t.Errorf("err = %v, want protected term redefinition", err)
	}
	for _, c := range []string{`null`, `[null,{"@vocab":"https://evil.example/"}]`} {
		v := parse(t, badge("", "", `"@context":`+c+`,`))
		if _, err := p.ToRDF(ctx, v); !errors.As(err, &e) || e.Code != "invalid context nullification" {
			t.Errorf("err = %v, want invalid context nullification", err)
		}
	}
}

func TestAbuse_LD_04(t *testing.T) {
	wantTerm(t, badge("", `"honours":"summa",`, ""), "honours", "/honours")
	wantTerm(t, badge("", "", `"honours":"summa",`), "honours", "/credentialSubject/achievement/honours")
	wantTerm(t, badge("", `"honours":null,`, ""), "honours", "/honours")
	wantTerm(t, badge("", `"":"summa",`, ""), "", "/")
	wantTerm(t, badge("", `"@honours":"summa",`, ""), "@honours", "/@honours")
	wantTerm(t, badge("", `"_:honours":"summa",`, ""), "_:honours", "/_:honours")
	wantTerm(t, badge("", `"a~b/c":"summa",`, ""), "a~b/c", "/a~0b~1c")
	wantTerm(t, badge("", `"expirationDate":"2030-01-01T00:00:00Z",`, ""), "expirationDate", "/expirationDate")
	wantTerm(t, badge("", `"evidence":[{"type":["Evidence"]},{"type":["Evidence"],"score":1}],`, ""), "score", "/evidence/1/score")
	// The contexts of the two texts of 3.0.3 differ in one term that badges use.
	p := &jsonld.Processor{Contexts: jsonld.Pinned().Alternate()}
	_, err := p.ToRDF(ctx, parse(t, badge("", `"endorsementJwt":["x"],`, "")))
	var e *jsonld.TermError
	if !errors.As(err, &e) || e.Term != "endorsementJwt" {
		t.Errorf("under the first text: %v, want a TermError", err)
	}
	if _, err := canonize(badge("", `"endorsementJwt":["x"],`, "")); err != nil {
		t.Errorf("under the second text: %v", err)
	}
}

func TestAbuse_LD_05(t *testing.T) {
	for _, bad := range []string{"../evil", "not a url", "evil", "//evil.example/x", "?x", "#x", "http://a b", "http://a>b", "http://a\\u000ab", "http://a#b#c", "@evil", ""} {
		quoted := `"` + bad + `"`
		term := parse(t, quoted).Str()
		wantTerm(t, badge("", `"evidence":{"id":`+quoted+`,"type":["Evidence"]},`, ""), term, "/evidence/id")
		wantTerm(t, badge("", `"evidence":{"type":["Evidence",`+quoted+`]},`, ""), term, "/evidence/type/1")
		wantTerm(t, badge("", `"evidence":{"type":`+quoted+`},`, ""), term, "/evidence/type")
		wantTerm(t, badge("", `"credentialSchema":{"id":"https://uni.example/s","type":`+quoted+`},`, ""), term, "/credentialSchema/type")
	}
	wantTerm(t, badge("", `"proof":{"type":"DataIntegrityProof","verificationMethod":"key-1"},`, ""), "key-1", "/proof/verificationMethod")
	wantTerm(t, badge("", `"proof":{"type":"DataIntegrityProof","proofPurpose":"x"},`, ""), "x", "/proof/proofPurpose")
	wantTerm(t, badge("", `"description":{"@value":"x","@language":"not a tag"},`, ""), "not a tag", "/description/@language")
	wantTerm(t, badge("", `"description":{"@value":"x","@direction":"ltr"},`, ""), "@direction", "/description/@direction")
	wantTerm(t, badge("", `"description":{"@value":null},`, ""), "null", "/description")
	wantTerm(t, badge("", `"description":{"@language":"en"},`, ""), `{"@language":"en"}`, "/description")
	wantTerm(t, badge("", `"proof":{"id":"urn:x:1"},`, ""), "a graph without statements", "/proof")
	wantTerm(t, badge("", `"evidence":{"type":["Evidence","@json"]},`, ""), "@json", "/evidence")
	wantTerm(t, badge("", `"proof":"urn:x:1",`, ""), "a graph without statements", "/proof")
	for _, text := range []string{`"x"`, `{}`, `["x"]`, `{"@id":"urn:x:1"}`, `[{"@value":"x"}]`} {
		_, err := canonize(text)
		var e *jsonld.TermError
		if !errors.As(err, &e) {
			t.Errorf("%s: %v, want a TermError", text, err)
		}
	}
}

func TestAbuse_LD_06(t *testing.T) {
	for _, tt := range []struct{ member, keyword string }{
		{`"@graph":[{"id":"urn:x:1","name":"x"}]`, "@graph"},
		{`"@included":[{"id":"urn:x:1","name":"x"}]`, "@included"},
		{`"@reverse":{"issuer":{"id":"urn:x:1","name":"x"}}`, "@reverse"},
		{`"@nest":{"description":"x"}`, "@nest"},
		{`"@index":"x"`, "@index"},
		{`"@set":["x"]`, "@set"},
		{`"@list":["x"]`, "@list"},
		{`"@base":"https://evil.example/"`, "@base"},
	} {
		wantTerm(t, badge("", tt.member+",", ""), tt.keyword, "/"+tt.keyword)
		wantTerm(t, badge("", "", tt.member+","), tt.keyword, "/credentialSubject/achievement/"+tt.keyword)
	}
	_, err := canonize(badge("", `"@id":"urn:uuid:2",`, ""))
	var e *jsonld.Error
	if !errors.As(err, &e) || e.Code != "colliding keywords" {
		t.Errorf("id twice, once by its alias: %v, want colliding keywords", err)
	}
}

func TestAbuse_LD_07(t *testing.T) {
	for _, url := range []string{
		"HTTPS://www.w3.org/ns/credentials/v2", "https://WWW.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/v2/", "https://www.w3.org/ns/credentials/v2#",
		"https://www.w3.org/ns/credentials/%762", "https://www.w3.org:443/ns/credentials/v2", "http://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/v2?", " https://www.w3.org/ns/credentials/v2",
		"https://www.w3.org/ns/./credentials/v2", "//www.w3.org/ns/credentials/v2",
	} {
		wantContext(t, `{"@context":["`+url+`"],"name":"x"}`, url, "/@context/0")
		wantContext(t, `{"@context":"`+url+`","name":"x"}`, url, "/@context")
	}
}

func TestAbuse_LD_08(t *testing.T) {
	for _, url := range []string{"/etc/passwd", "file:///etc/passwd", "../contexts/credentials-v2.jsonld", "credentials-v2.jsonld", "contexts/credentials-v2.jsonld", "./x", ""} {
		wantContext(t, `{"@context":"`+url+`","name":"x"}`, url, "/@context")
	}
}

// LD-09 is about a generic loader; here there is none: a context that is not
// known is an error, whatever the URL answers.
func TestAbuse_LD_09(t *testing.T) {
	wantContext(t, `{"@context":"https://www.w3.org/ns/credentials/v2.html"}`, "https://www.w3.org/ns/credentials/v2.html", "/@context")
	empty := &jsonld.Processor{}
	_, err := empty.ToRDF(ctx, parse(t, badge("", "", "")))
	var e *jsonld.ContextError
	if !errors.As(err, &e) || e.URL != "https://www.w3.org/ns/credentials/v2" {
		t.Errorf("without contexts: %v, want a ContextError", err)
	}
}

func TestAbuse_LD_10(t *testing.T) {
	want := ""
	for _, labels := range [][2]string{{"_:c14n0", "_:c14n1"}, {"_:c14n1", "_:c14n0"}, {"_:b0", "_:b1"}, {"_:b1", "_:b0"}, {"_:b5", "_:a"}} {
		got, err := canonize(badge("", fmt.Sprintf(`"evidence":[{"id":%q,"type":["Evidence"],"name":"a"},{"id":%q,"type":["Evidence"],"name":"b"},{"type":["Evidence"],"name":"c"}],`, labels[0], labels[1]), ""))
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("with %v the canonical form differs:\n%s\n%s", labels, got, want)
		}
	}
}

func TestAbuse_LD_11(t *testing.T) {
	contexts, err := jsonld.Pinned().With("https://example.org/ctx", []byte(`{"@context":{"a":{"@id":"https://example.org/a","@context":{"b":"https://example.org/b"}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	p := &jsonld.Processor{Contexts: contexts}
	texts := []string{badge("", "", ""), badge(`,"https://example.org/ctx"`, `"a":{"b":"x"},`, ""), badge("", `"evidence":[{"type":["Evidence"],"name":"a"}],`, `"tag":["x"],`)}
	want := make([][]byte, len(texts))
	var wg sync.WaitGroup
	for i, text := range texts {
		if want[i], err = (&jsonld.Processor{Contexts: jsonld.ForgetCompiled(contexts)}).Canonize(ctx, parse(t, text), crypto.SHA256); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 64 {
		wg.Go(func() {
			for range 20 {
				i := n % len(texts)
				got, err := p.Canonize(ctx, parse(t, texts[i]), crypto.SHA256)
				if err != nil || !bytes.Equal(got, want[i]) {
					t.Errorf("err = %v, or another form", err)
				}
			}
		})
	}
	wg.Wait()
}

// clique is n blank nodes, each of which knows all others.
func clique(n int) *jsonld.Dataset {
	d := &jsonld.Dataset{}
	node := func(i int) jsonld.Term { return jsonld.Term{Kind: jsonld.BlankNode, Value: fmt.Sprint("n", i)} }
	for i := range n {
		for j := range n {
			if i != j {
				d.Quads = append(d.Quads, jsonld.Quad{Subject: node(i), Predicate: jsonld.Term{Kind: jsonld.IRI, Value: "urn:p"}, Object: node(j)})
			}
		}
	}
	return d
}

// ring is n blank nodes, each of which knows the next.
func ring(n int) *jsonld.Dataset {
	d := &jsonld.Dataset{}
	node := func(i int) jsonld.Term { return jsonld.Term{Kind: jsonld.BlankNode, Value: fmt.Sprint("n", i%n)} }
	for i := range n {
		d.Quads = append(d.Quads, jsonld.Quad{Subject: node(i), Predicate: jsonld.Term{Kind: jsonld.IRI, Value: "urn:p"}, Object: node(i + 1)})
	}
	return d
}

func TestAbuse_CAN_01(t *testing.T) {
	for n := 6; n <= 11; n++ {
		start := time.Now()
		_, _, err := clique(n).Canonicalize(ctx, jsonld.CanonizeOptions{})
		var limit *jsonld.LimitError
		if err == nil && n > 6 || err != nil && !errors.As(err, &limit) {
			t.Errorf("%d nodes: %v, want a LimitError", n, err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%d nodes: refused after %v", n, took)
		}
	}
	t.Run("a ring", func(t *testing.T) {
		if _, _, err := ring(60).Canonicalize(ctx, jsonld.CanonizeOptions{}); err != nil {
			t.Errorf("60 nodes: %v", err)
		}
		var limit *jsonld.LimitError
		if _, _, err := ring(70).Canonicalize(ctx, jsonld.CanonizeOptions{}); !errors.As(err, &limit) || limit.Limit != 64*70 {
			t.Errorf("70 nodes: %v, want a LimitError of 64 steps for each", err)
		}
		start := time.Now()
		if _, _, err := ring(5000).Canonicalize(ctx, jsonld.CanonizeOptions{}); !errors.As(err, &limit) || time.Since(start) > 3*time.Second {
			t.Errorf("5000 nodes, after %v: %v, want a LimitError", time.Since(start), err)
		}
	})
	t.Run("no more budget than time", func(t *testing.T) {
		start := time.Now()
		opt := jsonld.CanonizeOptions{Budget: jsonld.Budget{NDegreeCalls: 1 << 30, NDegreeCallsPerNode: 1 << 20, Time: 50 * time.Millisecond}}
		_, _, err := clique(10).Canonicalize(ctx, opt)
		var limit *jsonld.LimitError
		if !errors.As(err, &limit) || limit.Limit != 50 || time.Since(start) > time.Second {
			t.Errorf("after %v: %v, want a LimitError of 50 ms", time.Since(start), err)
		}
	})
	t.Run("whoever asked has gone", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		opt := jsonld.CanonizeOptions{Budget: jsonld.Budget{NDegreeCalls: 1 << 30, NDegreeCallsPerNode: 1 << 20, Time: time.Hour}}
		start := time.Now()
		if _, _, err := clique(10).Canonicalize(ctx, opt); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
			t.Errorf("after %v: %v, want the deadline exceeded", time.Since(start), err)
		}
	})
	t.Run("many ways to walk the same statements", func(t *testing.T) {
		// Two hubs and a thousand leaves of each, all alike.
		d := &jsonld.Dataset{}
		for i := range 2000 {
			d.Quads = append(d.Quads, jsonld.Quad{
				Subject:   jsonld.Term{Kind: jsonld.BlankNode, Value: fmt.Sprint("hub", i%2)},
				Predicate: jsonld.Term{Kind: jsonld.IRI, Value: "urn:p"},
				Object:    jsonld.Term{Kind: jsonld.BlankNode, Value: fmt.Sprint("leaf", i)},
			})
		}
		start := time.Now()
		_, _, err := d.Canonicalize(ctx, jsonld.CanonizeOptions{})
		var limit *jsonld.LimitError
		if !errors.As(err, &limit) || time.Since(start) > 3*time.Second {
			t.Errorf("after %v: %v, want a LimitError", time.Since(start), err)
		}
	})
}

func TestAbuse_CAN_02(t *testing.T) {
	var evidence strings.Builder
	for range 6000 {
		evidence.WriteString(`{"type":["Evidence"]},`)
	}
	text := badge("", `"evidence":[`+strings.TrimSuffix(evidence.String(), ",")+`],`, "")
	var limit *jsonld.LimitError
	if _, err := canonize(text); !errors.As(err, &limit) || limit.Limit != 5000 {
		t.Errorf("6000 blank nodes: %v, want a LimitError of 5000", err)
	}
	// Exactly as many as allowed: the statements at n and n+1, and the nodes.
	quads := func(n int) *jsonld.Dataset {
		d := &jsonld.Dataset{}
		for i := range n {
			d.Quads = append(d.Quads, jsonld.Quad{
				Subject:   jsonld.Term{Kind: jsonld.IRI, Value: fmt.Sprint("urn:", i)},
				Predicate: jsonld.Term{Kind: jsonld.IRI, Value: "urn:p"},
				Object:    jsonld.Term{Kind: jsonld.Literal, Value: "x", Datatype: "http://www.w3.org/2001/XMLSchema#string"},
			})
		}
		return d
	}
	nodes := func(n int) *jsonld.Dataset {
		d := quads(n)
		for i := range d.Quads {
			d.Quads[i].Subject.Kind, d.Quads[i].Object.Value = jsonld.BlankNode, fmt.Sprint(i)
		}
		return d
	}
	for _, tt := range []struct {
		name  string
		make  func(int) *jsonld.Dataset
		limit int
	}{{"statements", quads, 20_000}, {"blank nodes", nodes, 5_000}} {
		if _, _, err := tt.make(tt.limit).Canonicalize(ctx, jsonld.CanonizeOptions{}); err != nil {
			t.Errorf("%d %s: %v", tt.limit, tt.name, err)
		}
		if _, _, err := tt.make(tt.limit+1).Canonicalize(ctx, jsonld.CanonizeOptions{}); !errors.As(err, &limit) || limit.Name != tt.name {
			t.Errorf("%d %s: %v, want a LimitError", tt.limit+1, tt.name, err)
		}
	}
	t.Run("from a document", func(t *testing.T) {
		p := &jsonld.Processor{Contexts: jsonld.Pinned(), Budget: jsonld.Budget{Quads: 15}}
		v := parse(t, badge("", "", ""))
		if _, err := p.ToRDF(ctx, v); err != nil {
			t.Error(err)
		}
		p.Budget.Quads = 14
		if _, err := p.ToRDF(ctx, v); !errors.As(err, &limit) {
			t.Errorf("err = %v, want a LimitError", err)
		}
	})
}

func TestAbuse_CAN_03(t *testing.T) {
	for name, text := range map[string]string{
		"arrays": strings.Repeat("[", 100_000), "objects": strings.Repeat(`{"a":`, 5_000), "both": strings.Repeat(`[{"a":`, 50_000),
	} {
		var limit *jsonld.LimitError
		if _, err := canonize(text); !errors.As(err, &limit) || limit.Limit != 64 {
			t.Errorf("%s: %v, want a LimitError of 64", name, err)
		}
	}
	// A tree need not come from Parse.
	v := jsonld.NewString("x")
	for range 100_000 {
		v = jsonld.NewObject(jsonld.Member{Name: "https://example.org/p", Value: v})
	}
	p := &jsonld.Processor{}
	var limit *jsonld.LimitError
	if _, err := p.ToRDF(ctx, v); !errors.As(err, &limit) {
		t.Errorf("a deep tree: %v, want a LimitError", err)
	}
}

func TestAbuse_CAN_04(t *testing.T) {
	var keys bytes.Buffer
	for i := range 200_000 {
		fmt.Fprintf(&keys, `"%d":1,`, i)
	}
	for name, text := range map[string]string{
		"keys": "{" + keys.String() + `"x":1}`, "a string": `"` + strings.Repeat("a", 50<<20) + `"`, "whitespace": strings.Repeat(" ", 10<<20) + "1",
	} {
		var limit *jsonld.LimitError
		if _, err := canonize(text); !errors.As(err, &limit) {
			t.Errorf("%s: %v, want a LimitError", name, err)
		}
	}
	t.Run("contexts without end", func(t *testing.T) {
		var terms strings.Builder
		for i := range 5000 {
			fmt.Fprintf(&terms, `"t%d":"https://example.org/%d",`, i, i)
		}
		context := "{" + strings.TrimSuffix(terms.String(), ",") + "}"
		p := &jsonld.Processor{InlineContexts: true}
		start := time.Now()
		v := parse(t, `{"@context":`+context+`,"t0":[`+strings.Repeat(`{"@context":{"b":"urn:b"},"b":"x"},`, 3000)+`1]}`)
		var limit *jsonld.LimitError
		if _, err := p.ToRDF(ctx, v); !errors.As(err, &limit) {
			t.Errorf("err = %v, want a LimitError", err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("refused after %v", took)
		}
	})
}

// Badges of others, as far as their contexts are known, are understood: nothing
// in them is without meaning that their makers did not intend to be.
func TestFixturesOfOthers(t *testing.T) {
	for _, name := range []string{"simple", "complete", "simple_v1", "endorsement-valid", "simple-did-web-method", "credential-status-revoked", "bit-string-list/testlist", "simple-eddsa-2022"} {
		file := vectors + "/1edtech/ob30/" + name
		text, err := os.ReadFile(file + ".json")
		if err != nil {
			if text, err = os.ReadFile(file); err != nil {
				t.Skipf("%s not present", vectors)
			}
		}
		v, err := jsonld.Parse(text, jsonld.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := &jsonld.Processor{Contexts: jsonld.Pinned()}
		if _, err := p.Canonize(ctx, v, crypto.SHA256); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
