# Everything runs from the packages in package-lock.json; nothing is fetched outside the package registries.
SHELL := /bin/sh
.PHONY: demo test faults fuzz lint format bench build clean

node_modules/.ready: package.json package-lock.json .npmrc
	npm ci
	@touch $@

build: node_modules/.ready
	npm run --silent build

demo: build
	@exec node dist/demo/main.js $(ARGS)

test: build
	@npm test --silent -- --config jest.prepare.config.js
	@npm run --silent lint
	@npm test --silent -- --maxWorkers=2

# The tests of what can go wrong with the embedded store, at their full size: kills, torn files, a million documents.
faults: build
	@npm test --silent -- --config jest.faults.config.js

# A million random operations on the embedded store and the second server: FUZZ_OPERATIONS, FUZZ_SEED.
fuzz: build
	@npm test --silent -- --config jest.prepare.config.js
	@FUZZ_OPERATIONS=$${FUZZ_OPERATIONS:-1000000} npm test --silent -- test/storage/embedded/differential.test.ts

lint: node_modules/.ready
	npm run --silent lint

format: node_modules/.ready
	npm run --silent format

bench: build
	@npm run --silent build:bench
	@node dist-bench/bench/main.js $(ARGS)

clean:
	rm -rf dist dist-bench coverage demo-data .helpers bench-results.json
