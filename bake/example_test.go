package bake_test

import (
	"bytes"
	"fmt"
	"strings"

	"blazon/bake"
)

// A badge is put into a drawing and taken out again.
func Example() {
	drawing := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>`
	credential := `{"type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots"}`

	var baked bytes.Buffer
	err := bake.SVG(&baked, strings.NewReader(drawing), bake.Badge{Kind: bake.OB3, Text: credential})
	if err != nil {
		fmt.Println(err)
		return
	}
	badges, err := bake.From(baked.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range badges {
		fmt.Println(b.Kind, b.Text)
	}
	// Output: OB 3.0 {"type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots"}
}

// An Open Badges 2.0 assertion and an Open Badges 3.0 credential live in one
// picture. Programs that know only one of the versions find theirs.
func ExampleSVG() {
	drawing := `<svg xmlns="http://www.w3.org/2000/svg"/>`
	var baked strings.Builder
	err := bake.SVG(&baked, strings.NewReader(drawing),
		bake.Badge{Kind: bake.OB2, Text: `{"id":"https://club.example/1"}`, HostedURL: "https://club.example/1"},
		bake.Badge{Kind: bake.OB3, Text: "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"})
	fmt.Println(err)
	fmt.Println(strings.ReplaceAll(baked.String(), ">", ">\n"))
	// Output:
	// <nil>
	// <svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" xmlns="http://www.w3.org/2000/svg">
	// <openbadges:credential verify="eyJhbGciOiJFUzI1NiJ9.e30.c2ln"/>
	// <openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="https://club.example/1">
	// <![CDATA[{"id":"https://club.example/1"}]]>
	// </openbadges:assertion>
	// </svg>
}

// A picture without a badge is not an error of the file.
func ExampleFrom() {
	_, err := bake.From([]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))
	fmt.Println(err)
	// Output: SVG: the picture holds no badge
}
