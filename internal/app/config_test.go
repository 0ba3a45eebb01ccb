package app

import (
	"strings"
	"testing"
)

func TestConfig(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		want   string // of the base URL
		refuse string // what the error must name
	}{
		{"https", Config{BaseURL: "https://badges.example"}, "https://badges.example", ""},
		{"a slash and capitals", Config{BaseURL: "https://Badges.Example/"}, "https://badges.example", ""},
		{"a port", Config{BaseURL: "https://badges.example:8443"}, "https://badges.example:8443", ""},
		{"none", Config{Listen: "localhost:8080"}, "", "BLAZON_BASE_URL"},
		{"none, in development", Config{Listen: "localhost:8080", InsecureDev: true}, "http://localhost:8080", ""},
		{"none, on every address", Config{Listen: ":8080", InsecureDev: true}, "http://localhost:8080", ""},
		{"none, on every address of IPv6", Config{Listen: "[::]:8080", InsecureDev: true}, "http://localhost:8080", ""},
		{"http", Config{BaseURL: "http://badges.example"}, "", "--insecure-dev"},
		{"http, in development", Config{BaseURL: "http://badges.example", InsecureDev: true}, "http://badges.example", ""},
		{"a path", Config{BaseURL: "https://badges.example/site"}, "", "--base-url"},
		{"a query", Config{BaseURL: "https://badges.example?x"}, "", "--base-url"},
		{"a user", Config{BaseURL: "https://u:p@badges.example"}, "", "--base-url"},
		{"no scheme", Config{BaseURL: "badges.example"}, "", "--base-url"},
		{"another scheme", Config{BaseURL: "ftp://badges.example"}, "", "https://"},
		{"a proxy that is none", Config{BaseURL: "https://badges.example", TrustedProxies: []string{"10.0.0.1"}}, "", "BLAZON_TRUSTED_PROXIES"},
		{"a port that is none", Config{BaseURL: "https://badges.example", Ports: []string{"8443", "https"}}, "", "BLAZON_PORTS"},
		{"S3 without a bucket", Config{BaseURL: "https://badges.example", S3: S3Config{Endpoint: "s3.example"}}, "", "BLAZON_S3_BUCKET"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := tt.config
			err := c.complete()
			if tt.refuse != "" {
				if err == nil || !strings.Contains(err.Error(), tt.refuse) {
					t.Errorf("got error %v, want one that names %s", err, tt.refuse)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if c.BaseURL != tt.want {
				t.Errorf("base URL %s, want %s", c.BaseURL, tt.want)
			}
		})
	}
}

func TestConfigFollows(t *testing.T) {
	c := Config{Data: "/srv/data", BaseURL: "https://badges.example:8443"}
	if err := c.complete(); err != nil {
		t.Fatal(err)
	}
	if c.MasterKeyFile != "/srv/data/master.key" || c.MailFrom != "badges@badges.example" || c.databaseURL() != "sqlite:/srv/data/blazon.db" {
		t.Errorf("master key %s, mail from %s, database %s", c.MasterKeyFile, c.MailFrom, c.databaseURL())
	}
}
