package vc_test

import (
	"context"
	"encoding/json"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/vcjwt"
)

// A tree is a text of JSON while it is being written.
type tree = map[string]any

// A drawer draws badges of the university with credentials of a stranger in them, who says
// anything of anything.
type drawer struct {
	*rand.Rand
	t testing.TB
}

const at = "https://uni.example/"

// ids are all that may be said something of, with what they are of.
var ids = map[string]string{
	uni: "Profile", at + "depts/1": "Profile", evil: "Profile", "https://evil.example/n": "Profile", byWord: "Profile",
	"did:example:ada": "AchievementSubject", at + "badges/1": "Achievement", at + "badges/2": "Achievement",
	at + "awards/1": "Credential", at + "awards/2": "Credential", at + "records/1": "Credential", "https://evil.example/f": "Credential",
	"urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d11": "Credential", at + "criteria/1": "Criteria", at + "criteria/2": "Criteria",
	at + "grades/1": "ResultDescription", at + "results/1": "Result", at + "evidence/1": "Evidence", "https://evil.example/m": "Evidence",
	at + "pictures/1": "Image", list + "#7": "Status",
}

func (d *drawer) maybe(percent int) bool { return d.Intn(100) < percent }

func oneOf[T any](d *drawer, of ...T) T { return of[d.Intn(len(of))] }

func (d *drawer) id() string {
	all := make([]string, 0, len(ids))
	for id := range ids {
		all = append(all, id)
	}
	slices.Sort(all)
	return oneOf(d, all...)
}

func (d *drawer) parse(text string) tree {
	var v tree
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		d.t.Fatal(err)
	}
	return v
}

func (d *drawer) text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(b)
}

// signed is a text with the proof of a key, if there is a proof of it.
func (d *drawer) signed(v tree, key byte, method string) (tree, bool) {
	out, err := dataintegrity.Default().Sign(context.Background(), processor, []byte(d.text(v)), "eddsa-rdfc-2022", ed(key),
		dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Hour)})
	if err != nil {
		return nil, false
	}
	return d.parse(string(out)), true
}

// own draws a badge of the university, of a number, to somebody of an id or to none.
func (d *drawer) own(n int, learner string) tree {
	s := strconv.Itoa(n)
	subject := d.subject(s)
	if learner != "" {
		subject["id"] = learner
	} else {
		subject["identifier"] = []any{d.known("ada@school.example")}
	}
	v := tree{
		"@context": []any{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		"id":       at + "awards/" + s, "type": []any{"VerifiableCredential", "OpenBadgeCredential"}, "name": "Knots",
		"issuer": d.profile(uni), "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": subject,
	}
	d.sometimes(v, 40, "evidence", []any{d.sometimes(tree{"id": at + "evidence/" + s, "type": []any{"Evidence"}}, 70, "name", "Film")})
	d.sometimes(v, 20, "awardedDate", "2026-01-01T00:00:00Z")
	d.sometimes(v, 15, "validUntil", "2027-01-01T00:00:00Z")
	d.sometimes(v, 30, "credentialStatus", d.parse(statusOf("7", "revocation")))
	return v
}

// sometimes adds a member.
func (d *drawer) sometimes(v tree, percent int, name string, value any) tree {
	if d.maybe(percent) {
		v[name] = value
	}
	return v
}

func (d *drawer) subject(n string) tree {
	a := tree{"id": at + "badges/" + n, "type": []any{"Achievement"}, "name": "Knots " + n, "description": "Ties", "criteria": tree{"narrative": "Tie " + n}}
	d.sometimes(a, 50, "criteria", d.sometimes(tree{"id": at + "criteria/" + n}, 70, "narrative", "Tie "+n))
	d.sometimes(a, 30, "creator", d.profile(oneOf(d, uni, at+"depts/1")))
	d.sometimes(a, 30, "image", tree{"id": at + "pictures/" + n, "type": "Image"})
	subject := tree{"type": []any{"AchievementSubject"}, "achievement": a}
	if d.maybe(40) {
		a["resultDescription"] = []any{tree{"id": at + "grades/" + n, "type": []any{"ResultDescription"}, "name": "Grade", "resultType": "LetterGrade"}}
		r := tree{"type": []any{"Result"}, "resultDescription": at + "grades/" + n, "value": "D"}
		d.sometimes(r, 60, "id", at+"results/"+n)
		subject["result"] = []any{d.sometimes(r, 40, "status", "Failed")}
	}
	d.sometimes(subject, 20, "role", "Student")
	return d.sometimes(subject, 20, "source", d.profile(oneOf(d, uni, at+"depts/1")))
}

func (d *drawer) profile(id string) tree {
	return d.sometimes(tree{"id": id, "type": []any{"Profile"}}, 50, "name", "Example University")
}

func (d *drawer) known(address string) tree {
	return tree{"type": "IdentityObject", "identityHash": address, "identityType": "emailAddress", "hashed": false}
}

// anything draws what somebody says of an id.
func (d *drawer) anything(id string, depth int) any {
	class := ids[id]
	switch {
	case d.maybe(15):
		return id
	case class == "Credential" && d.maybe(25):
		return d.rival(id)
	case class == "Status" && d.maybe(50):
		v := d.parse(statusOf(oneOf(d, "7", "9"), oneOf(d, "revocation", "suspension")))
		v["id"] = id
		return d.sometimes(v, 40, "type", oneOf(d, "BitstringStatusList", "StatusList2021Entry", "Related"))
	}
	types := []string{class}
	if class == "Credential" {
		types = oneOf(d, []string{"VerifiableCredential"}, []string{"VerifiableCredential", "OpenBadgeCredential"}, nil)
	}
	if d.maybe(30) {
		types = append(types, oneOf(d, "Profile", "AchievementSubject", "Evidence", "EndorsementSubject", "Achievement", "ClrSubject", "Related", "VerifiableCredential"))
	}
	slices.Sort(types)
	types = slices.Compact(types)
	v := tree{"id": id}
	if len(types) > 0 && class != "Status" && d.maybe(95) {
		v["type"] = types
	}
	for range oneOf(d, 0, 1, 1, 2) {
		d.say(v, oneOf(d, append(types, class)...), depth)
	}
	return v
}

// rival draws a badge of an id that seems to be the university's, and names another.
func (d *drawer) rival(id string) tree {
	v := d.parse(replace(d.t, badge, "did:example:ada", "did:example:mallory", "badges/1", "badges/999"))
	v["id"] = id
	delete(v, "@context")
	v["issuer"] = tree{"id": uni, "type": []any{"Profile"}}
	v[oneOf(d, "renderMethod", "evidence", "termsOfUse")] = []any{tree{"id": oneOf(d, at+"awards/1", at+"records/1", d.id())}}
	if d.maybe(30) {
		delete(v, oneOf(d, "type", "issuer"))
	}
	return v
}

// to draws something that is named.
func (d *drawer) to(depth int, usual ...string) any {
	id := oneOf(d, append(usual, d.id())...)
	if depth <= 0 {
		return tree{"id": id}
	}
	return d.anything(id, depth-1)
}

// say adds a member of a class.
func (d *drawer) say(v tree, class string, depth int) {
	words := map[string]map[string]func() any{
		"Profile": {
			"name": func() any { return oneOf(d, "Harvard", "Example University") }, "url": func() any { return "https://harvard.example" },
			"parentOrg": func() any { return d.to(depth) }, "description": func() any { return "Best" },
		},
		"AchievementSubject": {
			"role": func() any { return oneOf(d, "Rector", "Student") }, "creditsEarned": func() any { return 300 }, "narrative": func() any { return "Heals" },
			"achievement": func() any { return d.to(depth, at+"badges/1", at+"badges/2") }, "result": func() any { return d.to(depth, at+"results/1") },
			"identifier": func() any { return []any{d.known("bob@school.example")} }, "source": func() any { return d.to(depth, uni) },
		},
		"ClrSubject": {
			"achievement":          func() any { return d.to(depth, at+"badges/1") },
			"verifiableCredential": func() any { return []any{d.to(depth, at+"awards/1", at+"awards/2")} },
		},
		"Achievement": {
			"name": func() any { return oneOf(d, "Doctor", "Knots 1") }, "achievementType": func() any { return "DoctoralDegree" },
			"creditsAvailable": func() any { return 300 }, "humanCode": func() any { return "MD" }, "tag": func() any { return []any{"doctor"} },
			"criteria": func() any { return d.to(depth, at+"criteria/1") }, "creator": func() any { return d.to(depth, uni) },
			"resultDescription": func() any { return d.to(depth, at+"grades/1") },
		},
		"Criteria":          {"narrative": func() any { return oneOf(d, "Tie 1", "Study") }},
		"ResultDescription": {"requiredValue": func() any { return oneOf(d, "A", "D") }},
		"Result": {
			"value": func() any { return oneOf(d, "D", "A") }, "status": func() any { return oneOf(d, "Failed", "Completed") },
			"achievedLevel": func() any { return at + "levels/1" }, "resultDescription": func() any { return at + "grades/1" },
		},
		"Evidence": {
			"name": func() any { return oneOf(d, "Nobel prize", "Film") }, "narrative": func() any { return "Great" }, "genre": func() any { return "prize" },
		},
		"Image":              {"caption": func() any { return "Doctor" }},
		"EndorsementSubject": {"endorsementComment": func() any { return oneOf[any](d, "Best of all", d.to(depth)) }},
		"Status":             {"statusPurpose": func() any { return "suspension" }, "statusListIndex": func() any { return "9" }},
		"Credential": {
			"name": func() any { return "Doctor" }, "awardedDate": func() any { return "2010-01-01T00:00:00Z" }, "validUntil": func() any { return "2099-01-01T00:00:00Z" },
			"evidence": func() any { return []any{d.to(depth, at+"evidence/1")} }, "issuer": func() any { return d.to(depth, uni, evil) },
			"credentialSubject": func() any { return d.to(depth, "did:example:ada") }, "credentialStatus": func() any { return d.to(depth, list+"#7") },
			"renderMethod": func() any { return []any{d.to(depth)} }, "description": func() any { return "Heals" },
		},
	}[class]
	names := make([]string, 0, len(words))
	for name := range words {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) > 0 {
		name := oneOf(d, names...)
		v[name] = words[name]()
	}
}

// foreign draws a credential of the stranger: a badge, an endorsement, or either as
// evidence.
func (d *drawer) foreign(isBadge, isEvidence bool) tree {
	v := d.parse(endorsement(oneOf(d, at+"awards/1", at+"badges/1", uni, "did:example:ada", "https://evil.example/x"), ""))
	if isBadge {
		v = d.parse(replace(d.t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77"))
		if d.maybe(50) {
			delete(v["credentialSubject"].(tree), "id")
		}
	}
	if isEvidence {
		v["type"] = append(v["type"].([]any), "Evidence")
		if d.maybe(50) {
			v["type"], v["credentialSubject"] = []any{"VerifiableCredential", "Evidence"}, d.anything(d.id(), 2)
		}
	}
	d.sometimes(v, 10, "id", d.id())
	subject, _ := v["credentialSubject"].(tree)
	for range oneOf(d, 1, 1, 1, 2) {
		switch d.Intn(8) {
		case 0:
			p := tree{"id": oneOf(d, evil, evil, d.id()), "type": []any{"Profile"}}
			d.say(p, "Profile", 2)
			v["issuer"] = p
		case 1:
			if subject != nil {
				d.say(subject, oneOf(d, "AchievementSubject", "Profile", "Achievement", "EndorsementSubject"), 2)
				d.sometimes(subject, 50, "type", []any{"AchievementSubject", "Profile"})
			}
		case 2:
			v["evidence"] = []any{d.to(2, at+"evidence/1")}
		case 3:
			if a, isObject := subject["achievement"].(tree); isObject {
				d.say(a, "Achievement", 2)
			}
		case 4:
			d.say(v, "Credential", 2)
		default:
			v["renderMethod"] = []any{d.to(2)}
		}
	}
	return v
}

// handedIn draws evidence that is no credential.
func (d *drawer) handedIn() tree {
	v := tree{"type": []any{"Evidence", "Profile"}, "parentOrg": d.to(2)}
	switch d.Intn(3) {
	case 0:
		v["type"], v["holder"] = []any{"VerifiablePresentation", "Evidence", "Profile"}, d.to(1, evil)
	case 1:
		v["type"], v["id"] = []any{"EnvelopedVerifiablePresentation", "Evidence", "Profile"}, "data:application/vp+jwt,"+token(d.t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	default:
		d.say(d.sometimes(v, 50, "id", d.id()), "Evidence", 1)
	}
	return v
}

// envelope draws one with a token of the university in it.
func (d *drawer) envelope() tree {
	v := tree{
		"@context": []any{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		"id":       "data:application/vc+jwt," + token(d.t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}), "type": []any{"VerifiableCredential", "EnvelopedVerifiableCredential"},
		"renderMethod": []any{d.to(2)},
	}
	if d.maybe(50) {
		d.say(v, "Credential", 2)
	}
	return v
}

// genuine draws a text that the university signed in which a stranger has a say; false if
// there is no such text.
func (d *drawer) genuine() (string, bool) {
	doc, sound := d.own(1, "did:example:ada"), true
	theirs := func(v tree, always bool) tree {
		if !always && d.maybe(12) {
			return v
		}
		out, ok := d.signed(v, 9, evil+"#key-1")
		sound = sound && ok
		return out
	}
	if d.maybe(50) {
		place := oneOf(d, doc, doc, doc["issuer"].(tree), doc["credentialSubject"].(tree)["achievement"].(tree))
		e := []any{theirs(d.foreign(false, false), false)}
		if d.maybe(15) {
			e = append(e, theirs(d.foreign(false, false), false))
		}
		place["endorsement"] = e
	} else {
		e, _ := doc["evidence"].([]any)
		doc["evidence"] = append(e, oneOf(d, theirs(d.foreign(d.maybe(30), true), false), d.handedIn()))
	}
	if sound && d.maybe(50) {
		held := []any{doc, d.own(2, oneOf(d, "", "", "did:example:ada")), theirs(d.foreign(true, false), true)}
		if d.maybe(20) {
			held[2] = d.envelope()
		}
		if d.maybe(50) {
			own, ok := d.signed(doc, 1, uniKey)
			held[0], sound = own, sound && ok
		}
		d.Shuffle(3, func(i, j int) { held[i], held[j] = held[j], held[i] })
		doc = d.parse(record(""))
		doc["issuer"] = d.profile(uni)
		doc["credentialSubject"].(tree)["verifiableCredential"] = held[:1+d.Intn(3)]
	}
	if !sound {
		return "", false
	}
	out, ok := d.signed(doc, 1, uniKey)
	return strings.TrimSpace(d.text(out)), ok
}
