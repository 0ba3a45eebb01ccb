package did_test

import (
	"context"
	"fmt"
	"time"

	"blazon/did"
)

// An issuer that is a did:key needs no network: the name is the key.
func Example() {
	const issuer = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
	const method = issuer + "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"

	doc, err := did.Default(nil).Resolve(context.Background(), issuer)
	if err != nil {
		fmt.Println(err)
		return
	}
	key, err := did.Bind(doc, issuer, method, "assertionMethod", time.Now())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(key.Algorithm(), key.Bound())

	_, err = did.Bind(doc, issuer, issuer+"#another", "assertionMethod", time.Now())
	fmt.Println(err != nil)
	// Output:
	// EdDSA true
	// true
}

func ExampleWebURL() {
	at, err := did.WebURL("did:web:uni.example%3A8443:issuers:7")
	fmt.Println(at, err)
	// Output: https://uni.example:8443/issuers/7/did.json <nil>
}
