package vc_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"blazon/vc"
)

// thorough is a badge that has about everything a badge can have.
func thorough(t testing.TB) string {
	t.Helper()
	source := `{"id":"https://school.example/issuers/2","type":["Profile"],"name":"College of Knots"}`
	profile := `"image":{"id":"https://uni.example/logo.png","type":"Image","caption":"A knot"},"url":"https://uni.example","description":"Founded in 1500",` +
		`"address":{"type":["Address"],"addressCountry":"NO"},"otherIdentifier":[{"type":"IdentifierEntry","identifier":"1","identifierType":"sourcedId"}],` +
		`"parentOrg":{"id":"did:example:parent","type":["Profile"],"name":"All universities"}`
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"https://uni.example/awards/1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Award of knots","description":"For knots",` +
		`"image":{"id":"https://uni.example/awards/1/image","type":"Image","caption":"The award"},` +
		`"issuer":{"id":"` + uni + `","type":["Profile"],"name":"Example University",` + profile + `},` +
		`"validFrom":"2026-01-01T00:00:00Z","awardedDate":"2026-01-02T00:00:00Z","validUntil":"2030-01-01T00:00:00Z",` +
		`"credentialStatus":` + statusOf("7", "revocation") + `,` +
		`"evidence":[{"id":"https://uni.example/e/1","type":["Evidence"],"narrative":"Report","name":"Project","description":"The report","genre":"Research"},` +
		`{"id":"https://uni.example/e/2","type":["Evidence"],"name":"Code"}],` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"activityEndDate":"2026-01-01T00:00:00Z","creditsEarned":42,"role":"Bosun","term":"Fall",` +
		`"source":` + source + `,"image":{"id":"https://uni.example/awards/1/subject","type":"Image","caption":"Ada ties"},"narrative":"Tied ten",` +
		`"result":[{"id":"https://uni.example/r/1","type":["Result"],"resultDescription":"urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c","value":"B"},` +
		`{"id":"https://uni.example/r/2","type":["Result"],"achievedLevel":"urn:uuid:d05a0867-d0ad-4b03-bdb5-28fb5d2aab7a","resultDescription":"urn:uuid:a70ddc6a-4c4a-4bd8-8277-cb97c79f40c5"}],` +
		`"achievement":{"id":"https://uni.example/badges/1","type":["Achievement"],"name":"Knots","description":"Ties knots","achievementType":"Course","creditsAvailable":60,` +
		`"criteria":{"id":"https://uni.example/badges/1/criteria","narrative":"Tie ten"},"image":{"id":"https://uni.example/badges/1.png","type":"Image","caption":"A bowline"},` +
		`"creator":` + replace(t, source, `"type"`, `"description":"Founded in 1900","type"`) + `,"tag":["knots"],"version":"1",` +
		`"related":[{"id":"https://uni.example/badges/0","type":["Related"],"version":"0","inLanguage":"en"}],` +
		`"alignment":[{"type":["Alignment"],"targetName":"Ropework","targetUrl":"https://skills.example/ropework"}],` +
		`"resultDescription":[{"id":"urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade","allowedValue":["C","B","A"],"requiredValue":"C"},` +
		`{"id":"urn:uuid:a70ddc6a-4c4a-4bd8-8277-cb97c79f40c5","type":["ResultDescription"],"name":"Level","resultType":"RubricCriterionLevel","requiredLevel":"urn:uuid:d05a0867-d0ad-4b03-bdb5-28fb5d2aab7a",` +
		`"rubricCriterionLevel":[{"id":"urn:uuid:d05a0867-d0ad-4b03-bdb5-28fb5d2aab7a","type":["RubricCriterionLevel"],"name":"Master","level":"2"},{"id":"urn:uuid:6b84b429-31ee-4dac-9d20-e5c55881f80e","type":["RubricCriterionLevel"],"name":"Novice","level":"1"}]}]` +
		`}}}`
}

// A node is a place in a document with an id: an object, or a text that is one.
type node struct {
	at     []any // members and indexes that lead there
	obj    map[string]any
	id     string
	signed bool
}

// nodesOf finds the places with ids. What is signed by itself can only be copied from.
func nodesOf(v any, at []any, signed bool, into *[]node) {
	switch v := v.(type) {
	case map[string]any:
		signed = signed || v["proof"] != nil && len(at) > 0
		if id, ok := v["id"].(string); ok {
			*into = append(*into, node{slices.Clone(at), v, id, signed})
		}
		for _, name := range sortedNames(v) {
			if name != "@context" && name != "proof" && name != "id" && name != "type" {
				nodesOf(v[name], append(at, name), signed, into)
			}
		}
	case []any:
		for i, item := range v {
			nodesOf(item, append(at, i), signed, into)
		}
	case string:
		if strings.HasPrefix(v, "https:") || strings.HasPrefix(v, "urn:") || strings.HasPrefix(v, "did:") {
			*into = append(*into, node{slices.Clone(at), nil, v, signed})
		}
	}
}

func sortedNames(v map[string]any) []string {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// place returns what is at a place, after set has been given a chance to change it.
func place(doc any, at []any, set func(any) any) any {
	if len(at) == 0 {
		return set(doc)
	}
	switch name := at[0].(type) {
	case string:
		if m, ok := doc.(map[string]any); ok && m[name] != nil {
			m[name] = place(m[name], at[1:], set)
		}
	case int:
		if a, ok := doc.([]any); ok && name < len(a) {
			a[name] = place(a[name], at[1:], set)
		}
	}
	return doc
}

func parsed(t testing.TB, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func written(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// again is a copy of a value.
func again(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, x := range v {
			out[name] = again(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = again(x)
		}
		return out
	}
	return v
}

func several(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// moves calls f with each document that comes of moving a member, or all, from one place
// of an id to another, or of writing it there as well; with its types, or without.
func moves(t testing.TB, text string, f func(what, moved string)) {
	var nodes []node
	nodesOf(parsed(t, text), nil, false, &nodes)
	for i, from := range nodes {
		for k, to := range nodes {
			if i == k || from.id != to.id || from.obj == nil || to.signed {
				continue
			}
			for _, name := range append(sortedNames(from.obj), "*") {
				if name == "id" || name == "@context" || name == "type" || name == "proof" {
					continue
				}
				for _, how := range []string{"move", "move, with types", "move, and types", "copy", "copy, with types"} {
					if moved := move(parsed(t, text), from, to, name, how); moved != nil {
						f(fmt.Sprintf("%s: %s from %v to %v", how, name, from.at, to.at), written(t, moved))
					}
				}
			}
		}
	}
}

// move changes doc as moves says; nil if there is no such place.
func move(doc any, from, to node, name, how string) any {
	if from.signed && strings.HasPrefix(how, "move") {
		return nil
	}
	taken := make(map[string]any)
	place(doc, from.at, func(v any) any {
		m := v.(map[string]any)
		if strings.Contains(how, "types") {
			taken["type"] = m["type"]
		}
		for _, n := range sortedNames(m) {
			isMeant := n == name || name == "*" && n != "id" && n != "type" && n != "@context" && n != "proof"
			if !isMeant {
				continue
			}
			taken[n] = again(m[n])
			if strings.HasPrefix(how, "move") {
				delete(m, n)
			}
		}
		if how == "move, and types" {
			delete(m, "type")
		}
		return m
	})
	done := false // not if the place lay within what was moved
	place(doc, to.at, func(v any) any {
		done = true
		m, ok := v.(map[string]any)
		if !ok {
			m = map[string]any{"id": v}
		}
		for n, x := range taken {
			if m[n] == nil {
				m[n] = x
			} else {
				m[n] = append(slices.Clone(several(m[n])), several(x)...)
			}
		}
		return m
	})
	if !done {
		return nil
	}
	return doc
}

// reading is what people and programs are told: what is shown and decided, and what
// programs read of achievements and results.
func reading(t testing.TB, r *vc.Report, text string) string {
	summary := r.Summary
	summary.IssuerURL = "" // which is so wherever the issuer says it
	doc := parsed(t, text)
	parts := []any{summary, r.Endorsements, doc["validUntil"], doc["validFrom"], doc["name"], pick(doc, "credentialStatus:id statusPurpose statusListIndex statusListCredential")}
	for _, c := range r.Checks {
		parts = append(parts, c.Name+c.Result)
	}
	for _, a := range r.Also {
		summary := a.Summary
		summary.IssuerURL = ""
		parts = append(parts, summary, a.Verdict)
	}
	return written(t, append(parts, told(doc)))
}

// told is what a credential, and those in it, say of their subjects, as far as the
// standard has words for it: name, or name:parts.
func told(doc map[string]any) []any {
	var parts []any
	for _, s := range several(doc["credentialSubject"]) {
		subject, _ := s.(map[string]any)
		held := several(subject["verifiableCredential"])
		if held == nil { // of a learner records say only which achievements
			parts = append(parts, pick(subject, "result:resultDescription achievedLevel value status", "creditsEarned", "role", "narrative", "term", "activityEndDate", "source:id name")...)
		}
		for _, a := range several(subject["achievement"]) {
			achievement, _ := a.(map[string]any)
			parts = append(parts, pick(achievement, "id", "name", "description", "achievementType", "criteria:id narrative", "creditsAvailable", "alignment", "tag", "creator:id name",
				"resultDescription:id name resultType allowedValue requiredValue requiredLevel")...)
		}
		for _, h := range held {
			if h, ok := h.(map[string]any); ok {
				parts = append(parts, told(h)...)
			}
		}
	}
	return parts
}

func pick(v map[string]any, names ...string) []any {
	var out []any
	for _, name := range names {
		name, parts, _ := strings.Cut(name, ":")
		out = append(out, name)
		for _, item := range several(v[name]) {
			if m, ok := item.(map[string]any); ok && parts != "" {
				out = append(out, pick(m, strings.Fields(parts)...)...)
			} else {
				out = append(out, item)
			}
		}
	}
	return out
}

// moveable are documents with their worlds, in which things are moved.
func moveable(t testing.TB) map[string]string {
	base := thorough(t)
	foreign := strings.NewReplacer(uni, evil, "https://uni.example/", "https://evil.example/", "urn:uuid:", "urn:uuid:1", `"value":"B"`, `"value":"A"`).
		Replace(replace(t, base, `"credentialStatus":`+statusOf("7", "revocation")+`,`, ""))
	foreign = sign(t, foreign, ed(9), evil+"#key-1")
	about := func(of, more string) string {
		return sign(t, replace(t, endorsement(of, ""), `"endorsementComment":"Good knots"`, `"endorsementComment":"Good knots"`+more), ed(9), evil+"#key-1")
	}
	one := replace(t, base, "awards/1", "awards/2", "badges/1", "badges/2", "did:example:ada", "did:example:bob", "Ties knots", "Splices")
	return map[string]string{
		"a badge":                    base,
		"a badge that is endorsed":   replace(t, base, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+about("https://uni.example/badges/1", "")+`],`),
		"a badge endorsed with more": with(base, `"endorsement":[`+replace(t, about("https://uni.example/awards/1", ""), "awards/1", "awards/1")+`]`),
		"of another kind": with(replace(t, general, `"name":"Ada"`, `"name":"Ada","description":"Learner"`), `"validUntil":"2030-01-01T00:00:00Z","name":"Licence","credentialStatus":`+statusOf("7", "revocation")+
			`,"evidence":[{"id":"https://uni.example/e/1","type":"VerifiableCredential"}],"termsOfUse":[{"id":"https://uni.example/t/1","type":"https://uni.example/Terms"}],`+
			`"refreshService":{"id":"https://uni.example/r/1","type":"https://uni.example/Refresh"}`),
		"a record": record(`,"achievement":[`+achievementOf(t, replace(t, base, "badges/1", "badges/9"))+`]`, sealed(t, base), foreign, one),
	}
}

// TestAbuse_LD_06_Anywhere gives two things of a badge one id, has it signed, and moves and
// copies what is said of an id between all its places: the proof holds over each, and
// none is called valid that tells something else. BLAZON_MOVED says how many badges.
func TestAbuse_LD_06_Anywhere(t *testing.T) {
	often := 16
	if n, err := strconv.Atoi(os.Getenv("BLAZON_MOVED")); err == nil {
		often = n
	}
	for name, base := range moveable(t) {
		t.Run(name, func(t *testing.T) {
			s := world(t, list, sealed(t, published(t, uni, "revocation", 9)), evil, profile(t, evil, ed(9).Public(), ""))
			opt := vc.Options{AnyKind: name == "of another kind"}
			random := rand.New(rand.NewPCG(1, 2))
			var nodes []node
			nodesOf(parsed(t, base), nil, false, &nodes)
			tried, kept, seen := 0, 0, map[string]int{}
			times := often
			if name == "a record" {
				times = (often + 3) / 4 // in which there are many more places
			}
			for i := range times {
				doc := parsed(t, base)
				a, b := nodes[random.IntN(len(nodes))], nodes[random.IntN(len(nodes))]
				if a.obj == nil || a.signed || a.at == nil || fmt.Sprint(a.at) == "[issuer]" {
					continue
				}
				if i > 0 { // the first is as it is
					place(doc, a.at, func(v any) any { v.(map[string]any)["id"] = b.id; return v })
				}
				text := sealed(t, written(t, doc))
				r := judgeAs(t, s, text, opt)
				seen[string(r.Verdict)]++
				if r.Verdict != vc.Valid {
					continue
				}
				kept++
				before := reading(t, r, text)
				moves(t, text, func(what, moved string) {
					tried++
					after := judgeAs(t, s, moved, opt)
					if after.Verdict == vc.Valid && reading(t, after, moved) != before {
						key := fmt.Sprintf("%v = %v", a.at, b.at)
						if seen[key]++; seen[key] < 2 {
							t.Errorf("%v has the id of %v: %s", a.at, b.at, what)
						}
					}
				})
			}
			t.Logf("%d moves in %d documents, %v", tried, kept, seen)
		})
	}
}
