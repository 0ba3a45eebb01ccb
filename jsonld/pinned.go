package jsonld

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
)

// files are the contexts that Blazon ships: byte for byte as published, and those
// named own-… in words of its own, where no licence permits to ship the published
// text. Sources and licences are in contexts/NOTICE.
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
	{"https://openbadgespec.org/extensions/exampleExtension/context.json", "ob-v2p0-extension-example.json", "5827540679c457f11ff12697f3009287dcd193db34c87c5faf922a4a21055fff"},
	{"https://w3id.org/openbadges/extensions/applyLinkExtension/context.json", "ob-v2p0-extension-applylink.json", "3c842aeaac338b4fad942337e809e4c740da2ebda53466f960e0799e2c6cae98"},
	{"https://openbadgespec.org/extensions/applyLinkExtension/context.json", "ob-v2p0-extension-applylink.json", "3c842aeaac338b4fad942337e809e4c740da2ebda53466f960e0799e2c6cae98"},
}

// ownPins lists the contexts of the extensions of Open Badges, in texts that were
// written for Blazon. Each word in them has the meaning that the published text
// gives it, which TestOwnContextsSayTheSame shows to whoever has that.
var ownPins = []pin{
	{"https://openbadgespec.org/extensions/accessibilityExtension/context-3.0.0.json", "own-ob-v3p0-extension-accessibility.json", "6e35a18c6cf0c3c1b5961e9e2539fe1374087d3d80f55c4b30a1f3e6109524e1"},
	{"https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json", "own-ob-v3p0-extension-applylink.json", "15204d7d8e9dd3ccd961969a5252a2db72a10e3f098409689270b372b0c4a995"},
	{"https://openbadgespec.org/extensions/geoCoordinatesExtension/context-3.0.0.json", "own-ob-v3p0-extension-geo.json", "c9fc3631d2db1aabc5bdf138826411ed5814bc179d9083579157f686dca9fb82"},
	{"https://openbadgespec.org/extensions/licenseExtension/context-3.0.0.json", "own-ob-v3p0-extension-license.json", "93a96e5f6da1016a1f983ad1be25791fd77ee50b77609db9a1ce4bdefd2d5e6b"},
	{"https://purl.imsglobal.org/spec/ob-assessment/v2p0/context/", "own-ob-v3p0-extension-assessment.json", "7298b7b84483fa1416e808396f5a693ea85ac16bda8bbd43998265846d094267"},
	{"https://purl.imsglobal.org/spec/ob-assessment/v2p0/context", "own-ob-v3p0-extension-assessment.json", "7298b7b84483fa1416e808396f5a693ea85ac16bda8bbd43998265846d094267"},
	{"https://purl.imsglobal.org/spec/ob-accred/v2p0/context/", "own-ob-v3p0-extension-accreditation.json", "e09bf51c4f1cdb6993e9c80c9fae892d87fc7a325276450e3594741fede744f1"},
	{"https://purl.imsglobal.org/spec/ob-accred/v2p0/context", "own-ob-v3p0-extension-accreditation.json", "e09bf51c4f1cdb6993e9c80c9fae892d87fc7a325276450e3594741fede744f1"},
	{"https://w3id.org/openbadges/extensions/accessibilityExtension/context.json", "own-ob-v2p0-extension-accessibility.json", "fa6d9b86f4d9541f735dbde0b2ba68b9eb1f9dc8c8dc15d437b9bf05456d37b6"},
	{"https://openbadgespec.org/extensions/accessibilityExtension/context.json", "own-ob-v2p0-extension-accessibility.json", "fa6d9b86f4d9541f735dbde0b2ba68b9eb1f9dc8c8dc15d437b9bf05456d37b6"},
	{"https://w3id.org/openbadges/extensions/geoCoordinatesExtension/context.json", "own-ob-v2p0-extension-geo.json", "3b47051dfa1bd1001399d6ffeb48c9262aa9a53e5aee7fe0cc6a68468cb6c18a"},
	{"https://openbadgespec.org/extensions/geoCoordinatesExtension/context.json", "own-ob-v2p0-extension-geo.json", "3b47051dfa1bd1001399d6ffeb48c9262aa9a53e5aee7fe0cc6a68468cb6c18a"},
	{"https://w3id.org/openbadges/extensions/licenseExtension/context.json", "own-ob-v2p0-extension-license.json", "5b6989f02909826a5f53bbe720b4b585c64ae42d775b6b79da9fc2b958366675"},
	{"https://openbadgespec.org/extensions/licenseExtension/context.json", "own-ob-v2p0-extension-license.json", "5b6989f02909826a5f53bbe720b4b585c64ae42d775b6b79da9fc2b958366675"},
	{"https://w3id.org/openbadges/extensions/originalCreatorExtension/context.json", "own-ob-v2p0-extension-creator.json", "8d086c4ebbc7e6a02931eed876a1d7572d29c4fac9e46c76e06fd4b9105a0f8e"},
	{"https://openbadgespec.org/extensions/originalCreatorExtension/context.json", "own-ob-v2p0-extension-creator.json", "8d086c4ebbc7e6a02931eed876a1d7572d29c4fac9e46c76e06fd4b9105a0f8e"},
	{"https://w3id.org/openbadges/extensions/recipientProfile/context.json", "own-ob-v2p0-extension-recipient.json", "4702ba894e832278bccf0f968c886ba5f6cbb55d6d217d7911b12f7d3de965f0"},
	{"https://openbadgespec.org/extensions/recipientProfile/context.json", "own-ob-v2p0-extension-recipient.json", "4702ba894e832278bccf0f968c886ba5f6cbb55d6d217d7911b12f7d3de965f0"},
	{"https://purl.imsglobal.org/spec/ob-accred/v1p0/context/", "own-ob-v2p0-extension-accreditation.json", "0cec22fbf6915efed1b621ea706b81bc61f24c4454d0bf787da7f2eaf9c55169"},
	{"https://w3id.org/openbadges/extensions/issuerAccreditationExtension/context.json", "own-ob-v2p0-extension-accreditation.json", "0cec22fbf6915efed1b621ea706b81bc61f24c4454d0bf787da7f2eaf9c55169"},
	{"https://openbadgespec.org/extensions/issuerAccreditationExtension/context.json", "own-ob-v2p0-extension-accreditation.json", "0cec22fbf6915efed1b621ea706b81bc61f24c4454d0bf787da7f2eaf9c55169"},
	{"https://purl.imsglobal.org/spec/ob-assessment/v1p0/context/", "own-ob-v2p0-extension-assessment.json", "0af46b36e4f5b694756fe847219c950d3c7ef102504d6b3dd8a8a88e2dca7758"},
	{"https://w3id.org/openbadges/extensions/assessmentExtension/context.json", "own-ob-v2p0-extension-assessment.json", "0af46b36e4f5b694756fe847219c950d3c7ef102504d6b3dd8a8a88e2dca7758"},
	{"https://openbadgespec.org/extensions/assessmentExtension/context.json", "own-ob-v2p0-extension-assessment.json", "0af46b36e4f5b694756fe847219c950d3c7ef102504d6b3dd8a8a88e2dca7758"},
	{"https://purl.imsglobal.org/spec/ob-exdesc/v1p0/context/", "own-ob-v2p0-extension-description.json", "4702ba894e832278bccf0f968c886ba5f6cbb55d6d217d7911b12f7d3de965f0"},
	{"https://w3id.org/openbadges/extensions/extraDescription/context.json", "own-ob-v2p0-extension-description.json", "4702ba894e832278bccf0f968c886ba5f6cbb55d6d217d7911b12f7d3de965f0"},
	{"https://openbadgespec.org/extensions/extraDescription/context.json", "own-ob-v2p0-extension-description.json", "4702ba894e832278bccf0f968c886ba5f6cbb55d6d217d7911b12f7d3de965f0"},
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
	for _, p := range ownPins {
		c.docs[p.url] = mustRead(p)
		c.docs[p.url].source = Own
	}
	alternate := c.clone()
	alternate.docs[ob303] = mustRead(pin{ob303, ob303First, ob303FirstDigest})
	c.alternate, alternate.alternate = alternate, c
	return c
})

// PinnedText returns the text of a context that Blazon ships; nil if it ships none
// of that URL. Source says whether it is the published one.
func PinnedText(url string) []byte {
	if all := PinnedTexts(url); len(all) > 0 {
		return all[0]
	}
	return nil
}

// PinnedTexts returns the texts of a context that Blazon ships: one, or, of
// context-3.0.3 of Open Badges, both; none of other URLs.
func PinnedTexts(url string) [][]byte {
	var out [][]byte
	read := func(file string) {
		if text, err := files.ReadFile("contexts/" + file); err == nil {
			out = append(out, text)
		}
	}
	for _, p := range slices.Concat(pins, ownPins) {
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
