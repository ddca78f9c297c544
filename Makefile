# make test is what CI runs: one command that installs what it needs and passes.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.PHONY: help test lint go-test readers office fuzz golden crashes peers nightly bench clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

test: lint go-test readers office ## everything a change must pass

lint: ## formatting, vet, staticcheck, tidy modules
	@unformatted=$$(gofmt -l cmd schema pipeline datasets)
	if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted"; exit 1; fi
	go vet -tags office,exhaustive,peers ./...
	go vet -tags nightly ./pipeline/...
	go tool staticcheck ./...
	go mod tidy -diff

go-test: ## the Go tests, with the race detector; then those that are long and have no races
	go test -race ./...
	go test -tags exhaustive ./pipeline -run 'TestCodesSurvive|TestPurgeCrash'
	go test -count=1 -tags exhaustive ./pipeline/publish ./pipeline/store -timeout 30m -parallel 4 \
	  -run 'TestSweep|TestWriters|TestKilled|TestMutants|TestVerifyFindsFlippedBits|TestDiskFails'

readers: ## the release as software we did not write reads it (needs Node.js)
	@if ! command -v node >/dev/null; then
	  if [ -n "$${CI:-}" ]; then echo "Node.js is missing: the outside readers cannot run"; exit 1; fi
	  echo "left out: Node.js is not installed, so DuckDB and hyparquet did not read the release"
	  exit 0
	fi
	cd .ci/readers
	npm ci --no-audit --no-fund --loglevel=error
	node --test

office: ## the template as LibreOffice fills it in (needs LibreOffice and its Python bridge)
	@ready() { command -v soffice >/dev/null && /usr/bin/python3 -c 'import uno' 2>/dev/null; }
	if ! ready && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	  apt-get update -qq
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui python3-uno >/dev/null
	fi
	if ! ready; then
	  if [ -n "$${CI:-}" ]; then echo "LibreOffice is missing: nobody can fill in the template"; exit 1; fi
	  echo "left out: LibreOffice is not installed, so nobody filled in the template with it"
	  exit 0
	fi
	go test -tags office ./pipeline -run LibreOffice

# Seeds are whole schemas: to make one smaller takes minutes that are better spent otherwise.
fuzz: ## each fuzz target for a minute
	@for target in $$(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z]+' pipeline | sed 's/func //'); do
	  package=$$(grep -rlE --include='*_test.go' "^func $$target\(" pipeline | xargs dirname | sort -u)
	  go test "./$$package" -run '^$$' -fuzz "^$$target$$" -fuzztime 60s -fuzzminimizetime 10x
	done

golden: ## write the expected release of the examples and the expected templates again
	go test ./pipeline -run 'TestExampleRelease|TestTemplates' -update

peers: ## the storage on servers that are not ours, MinIO and rclone: to build them takes some minutes, once
	@folders=$$(.ci/peers/build)
	PATH="$$folders:$$PATH" go test -race -count=1 -tags peers ./pipeline/store ./pipeline/publish ./cmd/canevas -run Peer

crashes: ## far more of what make test has befall a publication: pairs of faults, every step of a disk
	go test -count=1 -tags nightly -timeout 3h ./pipeline/publish ./pipeline/store -run 'TestSweep|TestWriters|TestKilled|TestDiskFails'

nightly: test crashes peers fuzz ## the slow suites

CORPUS ?= small
ROUNDS ?= 5
bench: ## how fast we are beside ajv and DuckDB; CORPUS=full adds the large corpus, ROUNDS is 5
	@cd .ci/bench
	npm ci --no-audit --no-fund --loglevel=error
	node bench.mjs --corpus "$(CORPUS)" --rounds "$(ROUNDS)"

clean: ## remove what runs leave behind
	rm -rf canevas-data .ci/readers/node_modules .ci/bench/node_modules .ci/bench/.cache .ci/peers/.cache
