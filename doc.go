// Package blazon verifies any Open Badge in any form.
//
//	v := &vc.Verifier{Fetcher: fetcher, Now: time.Now}
//	report, err := blazon.Verify(ctx, v, input, vc.Options{})
//
// The input may be a credential as JSON or as a JWT, a picture with a badge
// baked into it, or the address of either. What it is is told from its bytes;
// names of files and headers of servers count for nothing. Formats is the table
// of what is understood.
//
// This package finds the badge. Judging it is the work of package vc, which also
// explains the Report. A picture may carry an Open Badges 2.0 assertion and an
// Open Badges 3.0 credential side by side: both are judged, and the verdict is
// the worse of the two.
package blazon
