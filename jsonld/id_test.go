package jsonld_test

import (
	"testing"

	"blazon/jsonld"
)

func TestSameID(t *testing.T) {
	const uuid = "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55"
	for _, pair := range [][2]string{
		{uuid, "urn:uuid:6D3B9C0E-8A51-4D0E-B0A7-0D6F0F0A7C55"},
		{uuid, "URN:UUID:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55 "},
		{"https://uni.example/awards/1", " HTTPS://UNI.example:443/awards/%31"},
		{"http://uni.example:80", "http://uni.example/"},
		{"https://uni.example/~ada", "https://uni.example/%7Eada"},
		{"https://uni.example/a+b", "https://uni.example/a%2Bb"},
		{"https://uni.example/a?l=a%2bb%7E", "https://uni.example/a?l=a%2Bb~"},
		{"did:web:uni.example:a b", "did:web:uni.example:a%20b"},
	} {
		if !jsonld.SameID(pair[0], pair[1]) || !jsonld.SameID(pair[1], pair[0]) {
			t.Errorf("%q and %q are one", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{
		{"", ""},
		{" ", ""},
		{" ", "\t"},
		{uuid, ""},
		{uuid, uuid[:len(uuid)-1] + "6"},
		{"https://uni.example/a/b", "https://uni.example/a%2Fb"},
		{"https://uni.example/a?b=1", "https://uni.example/a%3Fb=1"},
		{"https://uni.example/?l=a+b", "https://uni.example/?l=a%2Bb"},
		{"https://uni.example/?l=a+b", "https://uni.example/?l=a%2bb"},
		{"https://uni.example/A", "https://uni.example/a"},
		{"https://uni.example/", "http://uni.example/"},
		{"https://uni.example:8443/", "https://uni.example/"},
	} {
		if jsonld.SameID(pair[0], pair[1]) {
			t.Errorf("%q and %q are two", pair[0], pair[1])
		}
	}
}
