# make help viser hva som kan lages.
export GOTOOLCHAIN := auto
export CGO_ENABLED := 0
DIST ?= dist
VERSION ?= $(shell git describe --tags --always --dirty)
ARCH ?= amd64
PLATFORMS ?= linux/amd64 linux/arm64 windows/amd64 windows/arm64 darwin/amd64 darwin/arm64
BUILD := go build -trimpath -ldflags='-s -w -buildid='
SBOM := go tool -modfile=tools/go.mod cyclonedx-gomod bin -json -std -licenses -noserial -notimestamp

.PHONY: help build test gate release image units clean
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## the program for this machine, ./kjernebot
	$(BUILD) -o kjernebot ./cmd/kjernebot

test: ## the tests that need nothing but Go
	go test ./...

gate: ## everything that must hold before a change lands
	.ci/run

release: $(PLATFORMS:%=release/%) ## six platforms' programs, what is linked in (CycloneDX), checksums, in dist/; the same bytes each time
	cd $(DIST) && sha256sum kjernebot-* > SHA256SUMS

release/%: program = $(DIST)/kjernebot-$(VERSION)-$(subst /,-,$*)$(if $(findstring windows,$*),.exe)
release/%:
	GOOS=$(word 1,$(subst /, ,$*)) GOARCH=$(word 2,$(subst /, ,$*)) $(BUILD) -o $(program) ./cmd/kjernebot
	$(SBOM) -version $(VERSION) -output $(program).cdx.json $(program)

image: release/linux/$(ARCH) ## the container image as an OCI layout, dist/image, without an engine
	deploy/image $(DIST)/kjernebot-$(VERSION)-linux-$(ARCH) $(ARCH) $(VERSION) $(DIST)/image

units: ## how closed the systemd units are, 0 is best
	for unit in deploy/*.service; do systemd-analyze security --offline=true --threshold=20 $$unit | tail -n 1; done

clean: ## removes what was built
	rm -rf $(DIST) kjernebot
