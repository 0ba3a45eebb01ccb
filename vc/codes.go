package vc

// The codes of checks. They are stable: programs may rely on them. What each
// means and what to do about it is in Codes.
const (
	MalformedInput         = "MALFORMED_INPUT"
	LimitExceeded          = "LIMIT_EXCEEDED"
	UnsupportedFormat      = "UNSUPPORTED_FORMAT"
	MultipleCredentials    = "MULTIPLE_CREDENTIALS"
	ImageTooLarge          = "IMAGE_TOO_LARGE"
	ContextNotAllowed      = "CONTEXT_NOT_ALLOWED"
	TermUndefined          = "TERM_UNDEFINED"
	SchemaInvalid          = "SCHEMA_INVALID"
	ProofMissing           = "PROOF_MISSING"
	ProofInvalid           = "PROOF_INVALID"
	ProofPurposeMismatch   = "PROOF_PURPOSE_MISMATCH"
	ProofExpired           = "PROOF_EXPIRED"
	ProofDomainMismatch    = "PROOF_DOMAIN_MISMATCH"
	ProofChallengeMismatch = "PROOF_CHALLENGE_MISMATCH"
	AlgNotAllowed          = "ALG_NOT_ALLOWED"
	KeyWeak                = "KEY_WEAK"
	KeyRevoked             = "KEY_REVOKED"
	KeyUntrustedSource     = "KEY_UNTRUSTED_SOURCE"
	KeyNotBoundToIssuer    = "KEY_NOT_BOUND_TO_ISSUER"
	KeyChanged             = "KEY_CHANGED"
	IssuerUnresolvable     = "ISSUER_UNRESOLVABLE"
	ClaimMismatch          = "CLAIM_MISMATCH"
	NotYetValid            = "NOT_YET_VALID"
	Expired                = "EXPIRED"
	StatusRevoked          = "STATUS_REVOKED"
	StatusSuspended        = "STATUS_SUSPENDED"
	StatusUnavailable      = "STATUS_UNAVAILABLE"
	StatusListInvalid      = "STATUS_LIST_INVALID"
	StatusListShort        = "STATUS_LIST_SHORT"
	StatusRangeError       = "STATUS_RANGE_ERROR"
	RecipientMismatch      = "RECIPIENT_MISMATCH"
	FetchBlocked           = "FETCH_BLOCKED"
	FetchFailed            = "FETCH_FAILED"
	PartsHidden            = "PARTS_HIDDEN"
	PartsExchangeable      = "PARTS_EXCHANGEABLE"
)

// A Code explains one code to people.
type Code struct {
	Name    string
	Meaning string // what happened, as a sentence
	Remedy  string // what to do, as a sentence
}

// Codes is the table of all codes, from which docs/codes.md is made.
func Codes() []Code {
	return []Code{
		{MalformedInput, "The input is damaged or is not what its form requires.", "Get the badge again from where it came from: the original file, not a copy of its text."},
		{LimitExceeded, "The input is larger or more complicated than any real badge.", "Ask the issuer for a smaller badge; limits protect everyone who checks badges here."},
		{UnsupportedFormat, "This is not a badge, or it is of a kind that is not understood here.", "Check that this is the file of a badge. If it is, ask the issuer for Open Badges 3.0 or 2.0."},
		{MultipleCredentials, "The picture holds more than one badge of the same kind, so it is not clear which one is meant.", "Get the picture again from the issuer."},
		{ImageTooLarge, "The picture is larger than pictures of badges may be.", "Use the picture as the issuer gave it out, or the badge as a JSON file."},
		{ContextNotAllowed, "The badge defines its words by a document that is not known here, so its meaning could be changed at will.", "Ask the issuer to use the contexts of Open Badges and the W3C only. Whoever runs this program can add another with `--context`."},
		{TermUndefined, "The badge uses a word that none of its contexts defines, so no signature covers it.", "If somebody added the word, get the original; else ask the issuer to add the context that defines it."},
		{SchemaInvalid, "The badge lacks something that the standard requires, or has it in the wrong form.", "Ask the issuer to correct the badge and issue it anew."},
		{ProofMissing, "The badge is not signed, so anyone can have written it.", "Ask for the signed badge; this may be a draft or an export."},
		{ProofInvalid, "The text was changed after it was signed, or another key signed it.", "Do not rely on it. Get the badge again from the issuer."},
		{ProofPurposeMismatch, "The signature was made for another purpose than issuing badges.", "Ask the issuer to sign with a key that it lists for assertions."},
		{ProofExpired, "The signature was meant to count only until a moment that is past.", "Ask the issuer for a badge signed anew."},
		{ProofDomainMismatch, "The signature was not made for the domain that was asked about: it names another, or none.", "Ask whoever shows it to sign it for that domain."},
		{ProofChallengeMismatch, "The signature was not made in answer to the challenge that was asked about: it names another, or none.", "Ask whoever shows it to sign an answer to that challenge."},
		{AlgNotAllowed, "The signature names an algorithm that is unsafe or does not fit its key.", "Ask the issuer to sign with one of the algorithms in docs/support.md."},
		{KeyWeak, "The issuer's key is so weak that others could sign with it, too.", "Ask the issuer to make a stronger key and issue the badge anew."},
		{KeyRevoked, "The issuer has withdrawn the key that signed this.", "Ask the issuer for a badge signed with a key that still counts."},
		{KeyUntrustedSource, "The badge says itself where to get the key it should be checked with. Keys come from issuers.", "Do not rely on it, unless the issuer confirms it in another way."},
		{KeyNotBoundToIssuer, "The text is as it was signed, but the issuer it names does not say that the key is its own. Anyone could have signed this in the issuer's name.", "Ask the issuer whether it issued this badge, and to publish its key where its identifier leads."},
		{KeyChanged, "All keys of the issuer are others than those it was first seen with. It may have made new ones, or its address may belong to somebody else by now.", "Ask the issuer, in a way that you know from elsewhere, whether it changed its keys."},
		{IssuerUnresolvable, "What the issuer itself publishes about its keys could not be had, so nobody can say whose key signed this.", "Try again later. If it stays so, ask the issuer to make its address work."},
		{ClaimMismatch, "The signed token says one thing and the badge inside it another.", "Do not rely on it. Ask the issuer to issue the badge anew."},
		{NotYetValid, "The badge does not count yet.", "Wait until the day it names, and check the clock of this computer."},
		{Expired, "The badge counted until a day that is past.", "Ask the issuer to renew it."},
		{StatusRevoked, "The issuer has withdrawn the badge.", "Ask the issuer why, if you need to know."},
		{StatusSuspended, "The issuer has suspended the badge for a while.", "Ask the issuer, or check again later."},
		{StatusUnavailable, "It could not be found out whether the issuer has withdrawn the badge.", "Try again later."},
		{StatusListInvalid, "The list that says whether the badge was withdrawn is not one that can be believed.", "Ask the issuer to correct its status list."},
		{StatusListShort, "The list that says whether the badge was withdrawn has fewer places than the standard requires, so that whoever keeps it learns more of whose badge is looked at.", "This is for the issuer, whose lists should have 131072 places and more. The badge holds all the same."},
		{StatusRangeError, "The badge points to a place beyond the end of the issuer's status list.", "Ask the issuer to correct its status list or the badge."},
		{RecipientMismatch, "The badge does not say that it was given to the one you asked about.", "Check how the name or address is written; badges are often given to another address of the same person."},
		{FetchBlocked, "The badge leads to an address that is not asked for safety: a private network, an unusual port, or no https.", "Ask the issuer to publish the document at a public https address. For development, `blazon verify --allow-private` asks for such addresses all the same, and so does a server whose operator allows them."},
		{FetchFailed, "A document that the badge names could not be had.", "Check the address and try again later."},
		{PartsExchangeable, "The signature covers all that is said of one thing, and not in which of several places of the text it stands, so that parts could have been moved from one to another, or copied from what somebody else says in it.", "If it matters, ask its issuer whether it says what they awarded. Issuers avoid this by giving each thing an id of its own, by signing each credential in a record, or by signing all of it as a token or with a suite that covers the text as it stands, such as eddsa-jcs-2022."},
		{PartsHidden, "The badge is shown in part, and what is not shown could be that it has ended or where its issuer would say that it was withdrawn.", "Ask its holder for a copy that shows the end and the status, or ask its issuer."},
	}
}

// remedy returns what to do about a code; nothing for an unknown one.
func remedy(code string) string { return codeOf(code).Remedy }

// meaning returns the sentence for a code.
func meaning(code string) string { return codeOf(code).Meaning }

func codeOf(code string) Code {
	for _, c := range Codes() {
		if c.Name == code {
			return c
		}
	}
	return Code{}
}
