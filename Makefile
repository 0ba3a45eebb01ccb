# `make` alone lists what can be made. Needed: Go, make and gzip; Node with npm for `make e2e`.

export CGO_ENABLED := 0
BIN     := bin/blazon
TOOL    := go tool -modfile=tools/go.mod
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LOCAL   := internal/web/local
LDFLAGS := -s -w -X main.version=$(VERSION)
# For the verifier that browsers load: without inlining it is an eighth smaller on
# the way. Arithmetic keeps it: signatures would take several times as long.
SMALL   := -gcflags=all=-l -gcflags=crypto/...= -gcflags=math/...=
# How long each fuzz target runs in `make fuzz`.
FUZZTIME ?= 1m
# Where `make run` listens and keeps its data.
ADDR ?= localhost:8080
DATA ?= ./data

.DEFAULT_GOAL := help
.PHONY: help run build local test check race lint gen bench fuzz e2e clean

help: ## list what can be made
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, start on http://localhost:8080 and print the link to finish setting up
	$(BIN) serve --data $(DATA) --listen $(ADDR) --base-url http://$(ADDR) --insecure-dev

build: local ## build bin/blazon
	go build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/blazon

local: ## build the verifier for browsers, which bin/blazon serves
	GOOS=js GOARCH=wasm go build -trimpath $(SMALL) -ldflags '-s -w' -o bin/blazon.wasm ./cmd/blazonjs
	gzip -9 -n -c bin/blazon.wasm > $(LOCAL)/blazon.wasm.gz
	gzip -9 -n -c "$$(go env GOROOT)/lib/wasm/wasm_exec.js" > $(LOCAL)/wasm_exec.js.gz

test: check e2e ## every test there is

check: build ## vet and the tests of this module (PostgreSQL tests start their own server)
	go vet ./...
	go test -timeout 20m ./...

e2e: build ## drive the program and its pages in a real browser, and against other implementations
	cd e2e && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	cd e2e && go vet ./... && go test -timeout 20m -count=1 ./...

race: ## the packages that share data between goroutines, with the race detector (needs a C compiler)
	CGO_ENABLED=1 go test -race -short ./jsonld ./vc ./internal/work ./internal/fetch ./internal/serve ./internal/job

lint: ## golangci-lint, formatting and known vulnerabilities
	$(TOOL) golangci-lint run ./...
	$(TOOL) govulncheck ./...

gen: ## regenerate SQL code and page templates
	$(TOOL) sqlc generate
	$(TOOL) templ generate -path internal/web
	$(TOOL) gofumpt -modpath blazon -w $$(git ls-files '*.go' | grep -v -e _templ.go -e sqlcgen/)

bench: ## measure; the last lines are `ratio NAME VALUE`
	go test -run '^$$' -bench . -benchmem ./bake ./dataintegrity ./jsonld ./internal/store ./internal/design
	go run ./internal/bench

fuzz: ## run every fuzz target for FUZZTIME
	@grep -rl --include='*_test.go' '^func Fuzz' . | grep -v -e node_modules -e '^./e2e' | while read -r f; do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$f"); do \
			echo "$$name in $$(dirname $$f)"; \
			go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) "$$(dirname $$f)" || exit 1; \
		done; \
	done

clean: ## remove what was built (never ./data)
	rm -rf bin $(LOCAL)/*.gz
