package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

// locations returns where a problem says that something is wrong, in order.
func locations(problem object) []string {
	faults, _ := problem["errors"].([]any)
	out := []string{}
	for _, f := range faults {
		o, _ := f.(object)
		at, _ := o["location"].(string)
		if text, _ := o["message"].(string); text == "" {
			at += " without a message"
		}
		out = append(out, at)
	}
	slices.Sort(out)
	return out
}

// TestLocations makes every fault there is in a request and looks whether the
// answer says where it is, in the words of the request, and all at once.
func TestLocations(t *testing.T) {
	d := newDesk(t)
	awards := "/api/v1/achievements/" + d.achievement + "/awards"
	achievements := "/api/v1/issuers/" + d.issuer + "/achievements"
	long := strings.Repeat("x", 20_000)
	const script = "javascript:alert(1)"
	alignment := object{"targetName": "", "targetUrl": script, "targetType": "x", "targetCode": long, "targetFramework": long, "targetDescription": long}
	for _, tt := range []struct {
		name, path string
		body       any
		key        string
		want       string
	}{
		{"an issuer", "/api/v1/issuers", object{"name": "", "description": long, "url": script, "email": "x", "imageAlt": long}, "", "body.description body.email body.imageAlt body.name body.url"},
		{"its picture", "/api/v1/issuers", object{"name": "X", "image": "?"}, "", "body.image"},
		{"its key", "/api/v1/issuers", object{"name": "X"}, "ä", "header.Idempotency-Key"},
		{"a long key", "/api/v1/issuers", object{"name": "X"}, long, "header.Idempotency-Key"},
		{"an achievement", achievements, object{
			"name": "", "description": "", "criteria": object{"id": script}, "achievementType": "x", "inLanguage": "x!", "imageAlt": long,
			"tags": []string{long}, "alignments": []object{{"targetName": "A", "targetUrl": "https://a.example/"}, alignment},
		}, "", "body.achievementType body.alignments[1].targetCode body.alignments[1].targetDescription body.alignments[1].targetFramework " +
			"body.alignments[1].targetName body.alignments[1].targetType body.alignments[1].targetUrl body.criteria.id body.description body.imageAlt body.inLanguage body.name body.tags"},
		{"no criteria", achievements, object{"name": "X", "description": "X", "criteria": object{}}, "", "body.criteria"},
		{"an award", awards, object{
			"recipient": object{"email": "x", "name": long}, "narrative": long, "validFrom": "tomorrow", "validUntil": "0001-01-01T00:00:00Z",
			"evidence": []object{{"name": "Film"}, {"url": script, "name": long, "description": long, "narrative": long}},
		}, "ä", "body.evidence[1].description body.evidence[1].name body.evidence[1].narrative body.evidence[1].url body.narrative " +
			"body.recipient.email body.recipient.name body.validFrom body.validUntil header.Idempotency-Key"},
		{"days in the wrong order and a script", awards, object{
			"recipient": object{"email": "a@b.example"}, "validFrom": "2030-01-01T00:00:00Z", "validUntil": "2029-01-01T00:00:00Z", "evidence": []object{{"url": script}},
		}, "", "body.evidence[0].url body.validUntil"},
		{"the first year", awards, object{"recipient": object{"email": "a@b.example"}, "validFrom": "0001-01-01T00:00:00Z"}, "", "body.validFrom"},
		{"a day that is none", awards, object{"recipient": object{"email": "a@b.example"}, "validUntil": "2030-02-30T00:00:00Z"}, "", "body.validUntil"},
		{"a time without a zone", awards, object{"recipient": object{"email": "a@b.example"}, "validUntil": "2030-02-03T00:00:00"}, "", "body.validUntil"},
		{"a revocation", "/api/v1/awards/" + d.award + "/revoke", object{"reason": " "}, "", "body.reason"},
		{"a list", "", "/api/v1/issuers?after=zzz", "", "query.after"},
		{"a list after one of another kind", "", "/api/v1/issuers/" + d.issuer + "/achievements?after=zzz", "", "query.after"},
		{"a state that no award has", "", "/api/v1/issuers/" + d.issuer + "/awards?status=frob", "", "query.status"},
		{"a state that no achievement has", "", achievements + "?status=frob", "", "query.status"},
		{"issuers have no states", "", "/api/v1/issuers?status=active", "", "query.status"},
		{"a name nobody knows", "", "/api/v1/issuers/" + d.issuer + "?verbose=1", "", "query.verbose"},
		{"too many", "", "/api/v1/issuers?limit=201", "", "query.limit"},
		{"a name that is too long", "", "/api/v1/issuers/" + strings.Repeat("x", 65), "", "path.issuer"},
		{"what is asked of a badge", "/api/v1/verify", object{"url": "https://a.example", "options": object{"profile": "lax"}}, "", "body.options.profile"},
		{"two badges", "/api/v1/verify", object{"url": "https://a.example", "credential": object{}}, "", "body.url"},
		{"no badge", "/api/v1/verify", object{"credential": 17}, "", "body.credential"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			call := apptest.Call{Method: http.MethodPost, Path: tt.path, Token: d.token, JSON: tt.body}
			if tt.path == "" {
				call.Method, call.JSON = "", nil
				call.Path, _ = tt.body.(string)
			}
			if tt.key != "" {
				call.Header = map[string]string{"Idempotency-Key": tt.key}
			}
			got := locations(d.Do(call).Want(http.StatusUnprocessableEntity))
			if want := strings.Fields(tt.want); !slices.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

// TestBatchLocations: rows are refused in the same words.
func TestBatchLocations(t *testing.T) {
	d := newDesk(t)
	bad := to("x", "X")
	bad["evidence"] = []object{{"url": "javascript:alert(1)"}}
	bad["validFrom"] = "0001-01-01T00:00:00Z"
	other := to("grace@school.example", "Grace")
	other["idempotencyKey"] = "ä"
	got := results(t, d.post(d.batch(), object{"awards": []object{bad, other}}).Want(http.StatusOK))
	for i, want := range []string{
		"body.awards[0].evidence[0].url body.awards[0].recipient.email body.awards[0].validFrom",
		"body.awards[1].idempotencyKey",
	} {
		problem, _ := got[i]["problem"].(object)
		if found := locations(problem); !slices.Equal(found, strings.Fields(want)) {
			t.Errorf("row %d: got %v, want %s", i, found, want)
		}
	}
}

// TestOneKeyTwoRequests: a key that was used for something else is the fault of
// the header.
func TestOneKeyTwoRequests(t *testing.T) {
	d := newDesk(t)
	d.post("/api/v1/issuers", object{"name": "A"}, "Idempotency-Key", "k").Want(http.StatusCreated)
	got := d.post("/api/v1/issuers", object{"name": "B"}, "Idempotency-Key", "k").Want(http.StatusUnprocessableEntity)
	if at := locations(got); !slices.Equal(at, []string{"header.Idempotency-Key"}) {
		t.Errorf("the fault is at %v", at)
	}
}

// TestScheme: the scheme of a token is in any case.
//
// RFC 9110 11.1.
func TestScheme(t *testing.T) {
	d := newDesk(t)
	for header, want := range map[string]int{
		"bearer %s": 200, "BEARER %s": 200, "Bearer  %s": 200, "Bearer": 401, "Bearer ": 401, "%s": 401, "Token %s": 401, "Bearer%s": 401,
	} {
		text := header
		if strings.Contains(header, "%") {
			text = fmt.Sprintf(header, d.token)
		}
		d.Do(apptest.Call{Path: "/api/v1/issuers", Header: map[string]string{"Authorization": text}}).Want(want)
	}
}

// TestProblemsNameTheRequest: whoever asks for help can say which request it was.
func TestProblemsNameTheRequest(t *testing.T) {
	d := newDesk(t)
	for _, call := range []apptest.Call{
		{Path: "/api/v1/issuers"},
		{Path: "/api/v1/nothing", Token: d.token},
		{Path: "/api/v1/issuers/x", Token: d.token},
		{Path: "/api/v1/issuers?limit=0", Token: d.token},
		{Method: http.MethodPost, Path: "/api/v1/verify", JSON: "{"},
		{Method: http.MethodPost, Path: "/api/v1/verify?profile=1edtech", JSON: "{}"},
		{Method: http.MethodPost, Path: "/nothing", JSON: "{}"},
		{Path: "/api/v1/issuers/%00", Token: d.token},
		{Path: "/api/v1/issuers", Token: d.token, Header: map[string]string{"Content-Encoding": "gzip"}},
		{Method: http.MethodPut, Path: "/api/v1/verify"},
	} {
		got := d.Do(call)
		if id := got.Header().Get("X-Request-Id"); got.Code < 400 || id == "" || got.Object()["request"] != id {
			t.Errorf("%s %s: %d, the request is %q: %s", call.Method, call.Path, got.Code, id, got.Body)
		}
	}
}
