// Package vc judges verifiable credentials: who issued this, is it unchanged,
// does it still hold.
//
//	v := &vc.Verifier{Fetcher: fetcher, Now: time.Now}
//	report, err := v.Verify(ctx, credential, vc.Options{Recipient: "ada@school.example"})
//
// A Verifier starts at the issuer. It reads from the credential who claims to
// have issued it, gets that issuer's own document from the issuer's own address,
// looks there for the key that the proof names, and only then does the maths. A
// key that comes with the credential can show that the text is whole; it can
// never show who wrote it.
//
// The answer is a Report. Its verdict has three values: valid, invalid, and
// indeterminate when something could not be found out; what was not checked is
// never valid. Nine checks stand behind the verdict, each with a result, a stable
// code (see Codes), a sentence for people and what to do. A forged badge is a
// Report and not an error: an error means that there is no answer, because the
// caller went away.
//
// Verify reads Open Badges 3.0 and other credentials as JSON with embedded
// proofs or as VC-JWT. VerifyAssertion reads Open Badges 2.0. For pictures, URLs
// and anything whose form is not known beforehand use package blazon.
//
// Nothing here opens a connection: the Fetcher does, within a Budget for each
// verification.
package vc
