package vc_test

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// words draws a text that may stand in a badge, with all that JSON and N-Quads
// have to escape.
func words() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune("aé\u212a\u0301 \"\\/\n\t\u0001<>&😀\u2028$#@:")), 1, 30, -1)
}

// drawn is a badge with texts that were drawn.
func drawn(t *rapid.T, tb testing.TB) string {
	text := func(label string) string {
		s, err := json.Marshal(words().Draw(t, label))
		if err != nil {
			t.Fatal(err)
		}
		return string(s)
	}
	doc := replace(tb, badge,
		`"description":"Ties knots"`, `"description":`+text("description"),
		`"narrative":"Tie ten"`, `"narrative":`+text("criteria"),
		`"name":"Example University"`, `"name":`+text("issuer"),
		`"type":["AchievementSubject"]`, `"type":["AchievementSubject"],"narrative":`+text("narrative"))
	if rapid.Bool().Draw(t, "evidence") {
		doc = with(doc, `"evidence":[{"type":["Evidence"],"name":`+text("evidence 1")+`},{"type":["Evidence"],"name":`+text("evidence 2")+`}]`)
	}
	if rapid.Bool().Draw(t, "until") {
		doc = with(doc, `"validUntil":"`+now.Add(time.Duration(rapid.Int64Range(1, 1e8).Draw(t, "seconds"))*time.Second).Format(time.RFC3339)+`"`)
	}
	return doc
}

// secured is a badge signed in one form or the other.
func secured(t *rapid.T, tb testing.TB, doc string) string {
	if rapid.Bool().Draw(t, "token") {
		return token(tb, doc, ed(1), vcjwt.SignHeader{Kid: uniKey})
	}
	return sealed(tb, doc)
}

// TestSignedIsValid: whatever we sign verifies.
func TestSignedIsValid(t *testing.T) {
	s := world(t)
	rapid.Check(t, func(rt *rapid.T) {
		expect(rt, judgeIn(rt, s, secured(rt, t, drawn(rt, t))), vc.Valid)
	})
}

// TestChangedIsNot: whatever is changed in one place afterwards does not.
func TestChangedIsNot(t *testing.T) {
	s := world(t)
	rapid.Check(t, func(rt *rapid.T) {
		v, err := jsonld.Parse([]byte(sealed(t, drawn(rt, t))), jsonld.Limits{})
		if err != nil {
			rt.Fatal(err)
		}
		var mutants []*jsonld.Value
		mutate(v, func(_ string, m *jsonld.Value) { mutants = append(mutants, m) })
		m := rapid.SampledFrom(mutants).Draw(rt, "mutant")
		if r := judgeIn(rt, s, string(m.JSON())); r.Verdict == vc.Valid {
			rt.Fatalf("valid: %s", m.JSON())
		}
	})
}

// TestOrderAndSpace: the order of members and white space change nothing, in
// sound badges and in others.
func TestOrderAndSpace(t *testing.T) {
	s := world(t)
	rapid.Check(t, func(rt *rapid.T) {
		doc := sealed(t, drawn(rt, t))
		if rapid.Bool().Draw(rt, "forged") {
			doc = strings.Replace(doc, "https://uni.example/badges/1", "https://uni.example/badges/2", 1)
		}
		v, err := jsonld.Parse([]byte(doc), jsonld.Limits{})
		if err != nil {
			rt.Fatal(err)
		}
		var spaced bytes.Buffer
		random := rand.New(rand.NewSource(rapid.Int64().Draw(rt, "order")))
		if err := json.Indent(&spaced, shuffled(v, random).JSON(), " ", "\t"); err != nil {
			rt.Fatal(err)
		}
		before, after := judgeIn(rt, s, doc), judgeIn(rt, s, spaced.String())
		if lines(before) != lines(after) || before.Verdict != after.Verdict {
			rt.Fatalf("%s\n%s\nand\n%s\n%s", before.Verdict, lines(before), after.Verdict, lines(after))
		}
	})
}

// shuffled is v with the members of its objects in another order.
func shuffled(v *jsonld.Value, random *rand.Rand) *jsonld.Value {
	switch v.Kind() {
	case jsonld.Array:
		items := make([]*jsonld.Value, len(v.Items()))
		for i, item := range v.Items() {
			items[i] = shuffled(item, random)
		}
		return jsonld.NewArray(items...)
	case jsonld.Object:
		members := make([]jsonld.Member, len(v.Members()))
		for to, from := range random.Perm(len(members)) {
			m := v.Members()[from]
			members[to] = jsonld.Member{Name: m.Name, Value: shuffled(m.Value, random)}
		}
		return jsonld.NewObject(members...)
	default:
		return v
	}
}
