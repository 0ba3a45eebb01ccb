package jsonld_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"blazon/jsonld"
)

func TestPinnedTexts(t *testing.T) {
	const ob303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	for url, want := range map[string]int{
		"https://www.w3.org/ns/credentials/v2":  1,
		ob303:                                   2, // two texts are in the wild
		"https://www.w3.org/ns/credentials/v2/": 0,
		"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": 1,
		"contexts/credentials-v2.jsonld":                              0,
	} {
		texts := jsonld.PinnedTexts(url)
		if len(texts) != want || (jsonld.PinnedText(url) == nil) != (want == 0) {
			t.Errorf("%s has %d texts", url, len(texts))
		}
	}
	sum := sha256.Sum256(jsonld.PinnedText("https://www.w3.org/ns/credentials/v2"))
	if got := hex.EncodeToString(sum[:]); got != "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734" {
		t.Errorf("it is %s", got)
	}
	own := jsonld.PinnedText("https://openbadgespec.org/extensions/licenseExtension/context-3.0.0.json")
	if !strings.Contains(string(own), "Written for Blazon") {
		t.Errorf("nothing in it says that it is our own: %s", own)
	}
	if texts := jsonld.PinnedTexts(ob303); string(texts[0]) == string(texts[1]) {
		t.Error("the two texts are one")
	}
}
