package jsonld

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"sync"
)

// files are the contexts that Blazon ships, byte for byte as published; their
// sources and licences are in contexts/NOTICE.
//
//go:embed contexts/*.json contexts/*.jsonld
var files embed.FS

// pins lists the URL, the file and the digest of each context that Blazon ships.
//
// Of context-3.0.3 of Open Badges two texts are in the wild. The one here is the
// later, which also defines endorsementJwt and jti; see Contexts.Alternate.
var pins = []pin{
	{"https://www.w3.org/2018/credentials/v1", "credentials-v1.jsonld", "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc"},
	{"https://www.w3.org/ns/credentials/v2", "credentials-v2.jsonld", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"},
	{"https://w3id.org/security/data-integrity/v1", "data-integrity-v1.jsonld", "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554"},
	{"https://w3id.org/security/data-integrity/v2", "data-integrity-v2.jsonld", "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"},
	{"https://w3id.org/security/multikey/v1", "multikey-v1.jsonld", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"},
	{"https://w3id.org/security/jwk/v1", "jwk-v1.jsonld", "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece"},
	{"https://w3id.org/security/suites/ed25519-2020/v1", "ed25519-2020-v1.jsonld", "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588"},
	{"https://w3id.org/security/suites/jws-2020/v1", "jws-2020-v1.jsonld", "d648e05ddc6577827ca2bfd5e931f53e9ebc6e52a57a8da81df4ec8c46ffcd1e"},
	{"https://www.w3.org/ns/did/v1", "did-v1.jsonld", "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f"},
	{"https://www.w3.org/ns/credentials/status/v1", "bitstring-status-list-v1.jsonld", "fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c"},
	{"https://w3id.org/vc/status-list/2021/v1", "status-list-2021-v1.jsonld", "634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160"},
	{"https://purl.imsglobal.org/spec/ob/v3p0/context.json", "ob-v3p0.json", "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10"},
	{"https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld", "ob-v3p0.json", "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10"},
	{"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "ob-v3p0-3.0.1.json", "cfc147db5fd5e3575b06bd471fe04784e92de69296f64a351b8dff0ec3372e9c"},
	{"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", "ob-v3p0-3.0.2.json", "bba433989e1e700ca60838a3c22378e7d8381aeb0c9590f9ddf84d1714f10296"},
	{ob303, "ob-v3p0-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"},
	{"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", "ob-v3p0-extensions.json", "146f85aa16effd7ca1da8056eb443f53ce1eca8a34186cb062832c0a97d889c3"},
	{"https://purl.imsglobal.org/spec/clr/v2p0/context.json", "clr-v2p0.json", "e198d7b517d74c5036434ce495086f67b10244709e9a3df9dcb7f8b1579b6167"},
	{"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", "clr-v2p0-2.0.1.json", "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6"},
	{"https://w3id.org/openbadges/v2", "ob-v2p0.json", "393a890d7d95eb3a86f5f12309648a64c2d0676e5270e2967b5341a2dcea13d2"},
	{"https://openbadgespec.org/v2/context.json", "ob-v2p0.json", "393a890d7d95eb3a86f5f12309648a64c2d0676e5270e2967b5341a2dcea13d2"},
	{"https://w3id.org/openbadges/extensions/exampleExtension/context.json", "ob-v2p0-extension-example.json", "5827540679c457f11ff12697f3009287dcd193db34c87c5faf922a4a21055fff"},
	{"https://w3id.org/openbadges/extensions/applyLinkExtension/context.json", "ob-v2p0-extension-applylink.json", "3c842aeaac338b4fad942337e809e4c740da2ebda53466f960e0799e2c6cae98"},
}

// pin is a context that Blazon ships.
type pin struct{ url, file, sha256 string }

// The context of Open Badges 3.0.3, and the earlier of its texts.
const (
	ob303            = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	ob303First       = "ob-v3p0-3.0.3-first.json"
	ob303FirstDigest = "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761"
)

// Pinned returns the contexts that Blazon ships. They are read once, and their
// digests checked; a wrong one means that this program is damaged, and panics.
func Pinned() *Contexts { return pinned() }

var pinned = sync.OnceValue(func() *Contexts {
	c := newContexts(make(map[string]*document))
	for _, p := range pins {
		c.docs[p.url] = mustRead(p)
	}
	alternate := c.clone()
	alternate.docs[ob303] = mustRead(pin{ob303, ob303First, ob303FirstDigest})
	c.alternate, alternate.alternate = alternate, c
	return c
})

// PinnedText returns the text of a context that Blazon ships, as it was
// published; nil if it ships none of that URL.
func PinnedText(url string) []byte {
	if all := PinnedTexts(url); len(all) > 0 {
		return all[0]
	}
	return nil
}

// PinnedTexts returns the texts of a context that Blazon ships, as they were
// published: one, or, of context-3.0.3 of Open Badges, both; none of other URLs.
func PinnedTexts(url string) [][]byte {
	var out [][]byte
	read := func(file string) {
		if text, err := files.ReadFile("contexts/" + file); err == nil {
			out = append(out, text)
		}
	}
	for _, p := range pins {
		if p.url == url {
			read(p.file)
		}
	}
	if url == ob303 {
		read(ob303First)
	}
	return out
}

func mustRead(p pin) *document {
	d, err := readPin(p)
	if err != nil {
		panic(err)
	}
	return d
}

// readPin reads a context from this program and checks its digest.
func readPin(p pin) (*document, error) {
	text, err := files.ReadFile("contexts/" + p.file)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != p.sha256 {
		return nil, fmt.Errorf("the context %s in this program is not the published one: its digest is %x", p.url, sum)
	}
	return newDocument(p.url, text)
}
