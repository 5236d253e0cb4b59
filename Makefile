# Works from a fresh clone: every target installs what it needs first.
.DEFAULT_GOAL := help
.PHONY: help demo demo-destroy check test test-long tools bench bench-crawler install check-node

RUN := node --no-warnings cli/load.js

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: install ## Deploy everything to a local AWS, fire each job once, show what came out (SOURCE=yahoo: real vendor)
	@npm run --silent build
	@node cli/fargate-cron.js demo $(if $(filter yahoo,$(SOURCE)),--real-vendor)

demo-destroy: install ## Destroy what the demo deployed and stop the local AWS
	@node cli/fargate-cron.js demo --destroy

check: install tools ## While you work: lint, format, types, and the unit tests of what changed
	@npm run --silent check

test: install tools ## Everything that proves it: lint, format, types, unit tests, end-to-end tests
	@$(RUN) __tests__/all.ts

test-long: install tools ## The same, and what chance decides ten times as often
	@TEST_LONG=1 $(RUN) __tests__/all.ts

tools: install ## Install the tools that this machine lacks into .fargate-cron/tools
	@$(RUN) local/tools/install.ts

bench: install tools ## Measure synthesis, start, plan and crawler against the ways they are done otherwise
	@npm run --silent build
	@$(RUN) bench/main.ts
	@$(RUN) bench/crawler.ts

bench-crawler: install ## The crawler's part of it (BENCH_SYMBOLS=500,5000 BENCH_ROUNDS=3: fewer or more)
	@npm run --silent build
	@$(RUN) bench/crawler.ts

install: node_modules/.package-lock.json

check-node:
	@node cli/check-node.js

node_modules/.package-lock.json: package-lock.json package.json crawler/package.json cli/package.json | check-node
	npm ci --no-audit --no-fund
	@touch $@
