package vc_test

import (
	"strings"
	"testing"

	"blazon/vc"
	"blazon/vcjwt"
)

// TestFormOnly: what large platforms write otherwise than the standard prescribes, and what
// nobody could take for something else, is said and does not make a genuine badge invalid.
// 1EdTech's validator fails on it.
func TestFormOnly(t *testing.T) {
	for name, doc := range map[string]string{
		"a picture by its address":           replace(t, badge, `"url":"https://uni.example"`, `"url":"https://uni.example","image":"https://uni.example/logo.png"`),
		"a picture of the achievement":       replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"image":"https://uni.example/knot.png",`),
		"a recipient of whom only a name is": replace(t, badge, `"id":"did:example:ada",`, ""),
		"a kind of achievement of its own":   replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"achievementType":"A big badge",`),
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, world(t), sealed(t, doc))
			if expect(t, r, vc.Valid, "schema=warning", "proof=pass"); !strings.Contains(r.Check(vc.CheckSchema).Text, "not quite as the standard has it") {
				t.Error(r.Check(vc.CheckSchema).Text)
			}
			expect(t, judgeAs(t, world(t), sealed(t, doc), vc.Options{Profile: vc.OneEdTech}), vc.Invalid, "schema=fail:SCHEMA_INVALID")
		})
	}
	pictured := judge(t, world(t), sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"image":"https://uni.example/knot.png",`)))
	if pictured.Summary.Image != "https://uni.example/knot.png" {
		t.Errorf("the picture is %q", pictured.Summary.Image)
	}
	nobody := sealed(t, replace(t, badge, `"id":"did:example:ada",`, ""))
	expect(t, judgeAs(t, world(t), nobody, vc.Options{Recipient: "ada@school.example"}), vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
	for name, doc := range map[string]string{
		"a picture that is no address": replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"image":"a knot",`),
		"a number for a picture":       replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"image":7,`),
	} {
		if r := judge(t, world(t), token(t, doc, ed(1), vcjwt.SignHeader{Kid: uniKey})); r.Verdict != vc.Invalid {
			t.Errorf("%s: %s", name, r.Verdict)
		}
	}
}
