// Package fetch is the one HTTP client for addresses that strangers chose.
//
// A badge names its issuer, its keys, its status list and its pictures by URL,
// and whoever wrote the badge wrote the URLs. A verifier that simply followed
// them would be a proxy into the network it runs in. So every such request
// passes through a Client, which asks only https, only on port 443 and only
// addresses of the public internet, decided on the address of the socket after
// the name was looked up, again for each redirect. It carries no cookies and no
// credentials, uses no proxy, unpacks nothing, and stops reading at a cap and at
// a deadline. What it says about a failure does not depend on what lies behind
// the address.
//
// Start with New. Documents answers some URLs from memory instead, Options.Self
// answers those of this very site without a request, also where another address
// leads there. The budget of a whole
// verification (how many fetches, bytes and seconds) is counted by package vc,
// for every did.Fetcher alike.
package fetch
