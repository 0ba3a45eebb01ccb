package jsonld_test

import (
	"errors"
	"strings"
	"testing"

	"blazon/jsonld"
)

// TestAbuse_LD_06_Disguised: what is written in another way than with the word that there
// is for it means the same to a proof, and a reader of plain JSON overlooks it.
func TestAbuse_LD_06_Disguised(t *testing.T) {
	given, err := jsonld.Pinned().Add("https://x.example/c", []byte(`{"@context":{"uni":"https://uni.example/","knot":{"@id":"https://x.example/knot","@type":"@vocab"},"bend":"https://x.example/bend"}}`))
	if err != nil {
		t.Fatal(err)
	}
	const head = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://x.example/c"],`
	for members, disguised := range map[string]bool{
		`"id":"https://uni.example/1","type":["VerifiableCredential","ClrCredential"]`:                                                   false,
		`"id":"https://uni.example/1","type":["VerifiableCredential","https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"]`: true,
		`"id":"https://uni.example/1","type":["VerifiableCredential","https://w3id.org/openbadges#BadgeClass"]`:                          false, // for which other contexts have a word
		`"id":"https://uni.example/1","type":["VerifiableCredential","https://elsewhere.example/Thing"]`:                                 false,
		`"id":"https://uni.example/1","type":["VerifiableCredential","uni:Thing"]`:                                                       false,
		`"id":"uni:1","type":["VerifiableCredential"]`:                                                                                   true,
		`"type":["VerifiableCredential"],"issuer":"uni:1"`:                                                                               true,
		`"type":["VerifiableCredential"],"knot":"bend"`:                                                                                  false,
		`"type":["VerifiableCredential"],"knot":"https://x.example/bend"`:                                                                true,
		`"type":["VerifiableCredential"],"knot":"https://x.example/hitch"`:                                                               false,
	} {
		v, err := jsonld.Parse([]byte(head+members+"}"), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = (&jsonld.Processor{Contexts: given}).ToRDF(t.Context(), v)
		var term *jsonld.TermError
		if got := errors.As(err, &term) && term.Disguised; got != disguised || err != nil && !got {
			t.Errorf("%s: %v", members, err)
		}
		if _, err = (&jsonld.Processor{Contexts: given, InlineContexts: true}).ToRDF(t.Context(), v); err != nil {
			t.Errorf("%s, where contexts may be written out: %v", members, err)
		}
	}
	if words := given.Words("https://w3id.org/openbadges#BadgeClass"); len(words) == 0 || words[0] != "BadgeClass" || len(given.Words("https://x.example/nothing")) != 0 {
		t.Errorf("words %v", words)
	}
	for text, word := range map[string]string{
		`{"@context":{"seasonEnd":"https://www.w3.org/2018/credentials#validUntil"}}`:                                           "validUntil",
		`{"@context":{"cred":"https://www.w3.org/2018/credentials#","place":{"@id":"cred:credentialStatus"}}}`:                  "credentialStatus",
		`{"@context":{"Knot":{"@id":"https://x.example/Knot","@context":{"by":"https://www.w3.org/2018/credentials#issuer"}}}}`: "issuer",
		`{"@context":{"Kind":"https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"}}`:                               "ClrCredential",
	} {
		if _, err := jsonld.Pinned().Add("https://x.example/c", []byte(text)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestIsDouble: of two words for one thing, that of the class is told.
func TestIsDouble(t *testing.T) {
	for word, want := range map[string]bool{"Criteria": true, "Image": true, "Profile": true, "License": true, "criteria": false, "creator": false, "Result": false, "nothing": false, "": false} {
		if got := jsonld.Pinned().IsDouble(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
	if (*jsonld.Contexts)(nil).IsDouble("Criteria") {
		t.Error("without contexts")
	}
}
