package blazon_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"blazon"
	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
	"blazon/vcjwt"
)

const generated = "<!-- Made from the program's own tables by `go test . -run Documents -update`. Do not edit. -->\n\n"

// TestDocuments: docs/codes.md and docs/support.md say what the tables say.
func TestDocuments(t *testing.T) {
	compare(t, "docs/codes.md", codesDocument())
	compare(t, "docs/support.md", supportDocument())
}

func codesDocument() []byte {
	var b bytes.Buffer
	b.WriteString("# Codes of a verification\n\n" + generated)
	b.WriteString("A report has nine checks. A check that did not pass has a code; `KEY_CHANGED` stands in `signer.code` instead, and changes no verdict. Codes are stable: programs may rely on them.\n\n")
	fmt.Fprintf(&b, "The checks, in their order: `%s`.\n\n", strings.Join(vc.CheckNames(), "`, `"))
	b.WriteString("Their results: `pass`, `fail`, `warning` (it holds, and something should be better), `skipped` (there was nothing to check), `unknown` (it could not be found out).\n\n")
	b.WriteString("| Code | What happened | What to do |\n|---|---|---|\n")
	for _, c := range vc.Codes() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, c.Meaning, c.Remedy)
	}
	return b.Bytes()
}

func supportDocument() []byte {
	var b bytes.Buffer
	b.WriteString("# What is supported\n\n" + generated)
	b.WriteString("## Formats\n\nA format is told from the bytes, never from a name or a header.\n\n| Format | How it is read |\n|---|---|\n")
	for _, f := range blazon.Formats() {
		fmt.Fprintf(&b, "| %s | %s |\n", f.Name, f.About)
	}
	b.WriteString("\n## Proofs inside a credential\n\nCryptosuites of Data Integrity that are verified:\n\n")
	for _, s := range dataintegrity.Default() {
		fmt.Fprintf(&b, "- `%s`\n", s.Name())
	}
	verified, made := vcjwt.Algorithms()
	fmt.Fprintf(&b, "\n## Proofs around a credential\n\nAlgorithms of VC-JWT that are verified: `%s`.\n\n", strings.Join(verified, "`, `"))
	fmt.Fprintf(&b, "Tokens are made with: `%s`.\n", strings.Join(made, "`, `"))
	b.WriteString("\n## Issuers\n\nAn issuer is named by an https URL that serves its Profile, or by a DID of one of these methods:\n\n")
	for _, m := range did.Default(nil) {
		fmt.Fprintf(&b, "- `did:%s`\n", m.Name())
	}
	b.WriteString("\nWhere an address or a `did:web` names another port than 443, that is asked only if `--ports` opens it ([verifying.md](verifying.md#what-is-asked)).\n")
	b.WriteString("\n## Status\n\nWhether a credential was taken back is read from entries of these types:\n\n")
	for _, s := range []string{statuslist.TypeBitstring, statuslist.TypeStatusList2021, statuslist.TypeRevocation} {
		fmt.Fprintf(&b, "- `%s`\n", s)
	}
	b.WriteString("\nAny other type leaves the verdict open: what was not checked is never valid.\n")
	b.WriteString("\n## JSON schemas\n\nA credential is held to the classes of its standard. Schemas that it names itself (`1EdTechJsonSchemaValidator2019`, `JsonSchema`; drafts 2019-09 and 2020-12, with formats) are run if their addresses begin with one of these, or with one that the program is given. A schema in a credential (`JsonSchemaCredential`) is run if that is valid and was issued by the issuer of the badge, or by one whose address begins so:\n\n")
	for _, place := range vc.SchemaPlaces() {
		fmt.Fprintf(&b, "- `%s`\n", place)
	}
	b.WriteString("\n## Contexts\n\nContexts are never fetched. These come with the program, and whoever runs it can add others that give no word of these another meaning (`--context`). Those that no licence permits to ship are in words of our own, in which each word means what it means in the published text; a report says where it rests on one, as it does of those that were added.\n\n| Context | Text |\n|---|---|\n")
	for _, url := range jsonld.Pinned().URLs() {
		text := map[jsonld.Source]string{jsonld.Published: "as published", jsonld.Own: "our own", jsonld.Given: "added"}
		source, _ := jsonld.Pinned().Source(url)
		fmt.Fprintf(&b, "| `%s` | %s |\n", url, text[source])
	}
	return b.Bytes()
}
