# What a user and CI run. `make help` lists the targets.
SHELL := /bin/bash
PREFIX ?= /usr/local
SWIFT ?= swift
FUZZ_SECONDS ?= 300
CONFIGURATION := release
# A static Swift runtime starts in half the time and runs on machines without a toolchain.
ifeq ($(shell uname -s),Linux)
STATIC := --static-swift-stdlib
endif
BINARY = .build/$(CONFIGURATION)/keysweep
SOURCES := Package.swift Sources Tests Rules Benchmarks/Package.swift Benchmarks/Sources

.PHONY: help sweep test build install format lint bench fuzz deps deps-test deps-bench clean golden

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

sweep: build ## Build, then sweep a random demo estate; or PATHS="…" INVENTORY=… (separated by spaces).
	@bash .ci/sweep.sh "$(BINARY)" "$(PATHS)" "$(INVENTORY)"

test: deps-test ## Run all tests.
	$(SWIFT) test

build: deps ## Build the release binary.
	$(SWIFT) build -c release $(STATIC) --product keysweep

install: build ## Install into PREFIX (default /usr/local), below DESTDIR.
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$(BINARY)" "$(DESTDIR)$(PREFIX)/bin/keysweep"

format: ## Format all sources.
	$(SWIFT) format -i -r $(SOURCES)

lint: deps ## Check the format, and that the build has no warnings.
	$(SWIFT) format lint --strict -r $(SOURCES)
	@bash .ci/no-warnings.sh "$(SWIFT)"

bench: build deps-bench ## Print ratios against ripgrep, and the micro-benchmarks.
	bash Benchmarks/compare
	$(SWIFT) run -c release --package-path Benchmarks micro

fuzz: deps ## Fuzz what reads git repositories, for FUZZ_SECONDS (default 300).
	@bash .ci/fuzz.sh "$(SWIFT)" "$(FUZZ_SECONDS)"

golden: deps-test ## Record the golden files of the reports again.
	-RECORD_GOLDEN=1 $(SWIFT) test --filter Golden

deps:
	@bash .ci/deps.sh build

deps-test:
	@bash .ci/deps.sh test

deps-bench:
	@bash .ci/deps.sh bench

clean: ## Remove what was built.
	rm -rf .build Benchmarks/.build
