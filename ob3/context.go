package ob3

import (
	"slices"
	"strings"
)

// The JSON-LD contexts of Open Badges 3.0 credentials.
const (
	// ContextVC is the context of W3C Verifiable Credentials 2.0; always first.
	ContextVC = "https://www.w3.org/ns/credentials/v2"
	// ContextVC1 is that of version 1.1: read, never written.
	ContextVC1 = "https://www.w3.org/2018/credentials/v1"
	// ContextOB is the context of Open Badges 3.0; always second.
	ContextOB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	// ContextExtensions defines the types of 1EdTech's services (revocation list,
	// refresh, schema). Without it these types would mean nothing and be signed
	// by nobody.
	ContextExtensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
)

// The types of the services around a credential.
const (
	TypeRevocationList  = "1EdTechRevocationList"
	TypeRefresh         = "1EdTechCredentialRefresh"
	TypeSchemaValidator = "1EdTechJsonSchemaValidator2019"
	TypeBitstringStatus = "BitstringStatusListEntry"
)

// SchemaAchievementCredential and SchemaEndorsementCredential are 1EdTech's own
// JSON schemas, for credentialSchema.
const (
	SchemaAchievementCredential = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
	SchemaEndorsementCredential = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
)

// contexts returns the contexts of a credential: those that must lead, the one
// of 1EdTech's services if a type of theirs is used, then the rest of given in
// its order.
//
// OB 3.0 B.1: the order of @context matters.
func contexts(given []string, types ...string) []string {
	out := []string{ContextVC, ContextOB}
	if slices.ContainsFunc(types, isService) {
		out = append(out, ContextExtensions)
	}
	for _, c := range given {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// isService reports whether a type is defined by ContextExtensions.
func isService(typ string) bool {
	return typ == TypeRevocationList || typ == TypeRefresh || typ == TypeSchemaValidator
}

// isContextOB recognizes the names under which 1EdTech has published the
// context of Open Badges 3.0; current is false for earlier versions and aliases.
//
// OB 3.0 JSON schema: ^https://purl.imsglobal.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$
func isContextOB(s string) (known, current bool) {
	if s == ContextOB {
		return true, true
	}
	rest, ok := strings.CutPrefix(s, "https://purl.imsglobal.org/spec/ob/v3p0/context")
	if !ok {
		return false, false
	}
	if rest == "/ob_v3p0.jsonld" {
		return true, false
	}
	rest, ok = strings.CutSuffix(rest, ".json")
	if !ok {
		return false, false
	}
	if rest == "" {
		return true, false
	}
	v, ok := strings.CutPrefix(rest, "-3.")
	return ok && len(v) == 3 && isDigit(v[0]) && v[1] == '.' && isDigit(v[2]), false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
