# Everything runs from the packages in package-lock.json; nothing is fetched outside the package registries.
SHELL := /bin/sh
.PHONY: demo test lint format bench build clean

node_modules/.ready: package.json package-lock.json .npmrc
	npm ci
	@touch $@

build: node_modules/.ready
	npm run --silent build

demo: build
	@exec node dist/demo/main.js $(ARGS)

test: build
	@node scripts/prepare-tests.js
	@npm run --silent lint
	@npm test --silent -- --maxWorkers=2

lint: node_modules/.ready
	npm run --silent lint

format: node_modules/.ready
	npm run --silent format

bench: build
	node dist-bench/main.js

clean:
	rm -rf dist coverage demo-data .helpers
