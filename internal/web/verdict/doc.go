// Package verdict tells reports on badges to people: a verdict, five answers, and
// every check for experts. The pages show a report with it, and so does the
// verifier that runs in a reader's browser; so it knows no capability and no
// HTTP.
//
// Start at Result.
package verdict
