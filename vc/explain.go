package vc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// How much of one value that Explain adds is told where Brief is asked for, and of all
// values of one verification: in bytes.
const (
	maxValue  = 60_000
	maxValues = 1 << 20
)

// explain adds the intermediate values of the proofs, if they are asked for.
func (j *judgement) explain(ctx context.Context, signatures []signature) {
	if !j.opt.Explain {
		return
	}
	told := make(map[[sha256.Size]byte]string) // where a text stands that several proofs are about
	var first, firstName string
	for i, s := range signatures {
		if s.binding.key.Public() == nil {
			continue
		}
		t, err := j.Suites.Trace(ctx, j.Processor, j.cred.doc, s.proof, s.binding.key.Public())
		if err != nil {
			continue // the check itself says why
		}
		prefix := ""
		if len(signatures) > 1 {
			prefix = fmt.Sprintf("%d.", i+1)
		}
		document, name, sum := string(t.Document), prefix+"canonicalDocument", sha256.Sum256(t.Document)
		switch {
		case told[sum] != "":
			document = "the same as " + told[sum]
		case first == "":
			first, firstName = document, name
		default:
			document = sameBut(firstName, first, document)
		}
		if told[sum] == "" {
			told[sum] = name
		}
		j.value(name, document)
		j.value(prefix+"canonicalProofConfig", string(t.ProofConfig))
		j.report.detail(CheckProof, prefix+"documentHash", hex.EncodeToString(t.DocumentHash))
		j.report.detail(CheckProof, prefix+"proofConfigHash", hex.EncodeToString(t.ProofConfigHash))
		j.report.detail(CheckProof, prefix+"hash", t.Hash.String())
	}
}

// value adds to the check of the proof a value that may be as long as the credential.
func (j *judgement) value(name, value string) {
	if j.opt.Brief {
		left := max(maxValues-int(j.session.explained.Load()), 0)
		if most := min(maxValue, left); len(value) > most {
			value = fmt.Sprintf("%s\n… cut here: this is the beginning of %d bytes. `blazon verify --explain` prints all of them, on a computer of your own.", strings.ToValidUTF8(value[:most], ""), len(value))
		}
		j.session.explained.Add(int64(len(value)))
	}
	j.report.detail(CheckProof, name, value)
}

// sameBut tells a long text by one that was told before, if it is the same but for one
// place: so are those that the proofs of a chain are about, each with one proof more.
func sameBut(name, told, text string) string {
	most := min(len(told), len(text))
	begin, end := 0, 0
	for begin < most && told[begin] == text[begin] {
		begin++
	}
	for end < most-begin && told[len(told)-1-end] == text[len(text)-1-end] {
		end++
	}
	if begin+end < maxValue {
		return text
	}
	for begin > 0 && begin < len(text) && !utf8.RuneStart(text[begin]) {
		begin--
	}
	for end > 0 && !utf8.RuneStart(text[len(text)-end]) {
		end--
	}
	return fmt.Sprintf("the first %d bytes of %s, then what follows here, then the last %d bytes of it:\n%s", begin, name, end, text[begin:len(text)-end])
}
