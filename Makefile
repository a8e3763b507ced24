# The logic is in tools/, where a path may have spaces in it. Only results go to stdout.
.SILENT:
.PHONY: issue check art test coverage fuzz docs bench clean help

issue: art ## build the sample issue; the last line is the path of its PDF
	tools/issue.sh

check: art ## read the sample issue and report every mistake
	.venv/bin/hemaprint check 2025-01

art: ## install what is missing and compute the sample's pictures
	tools/bootstrap.sh
	tools/art.sh

test: ## lint, types, import contracts, tests
	tools/test.sh

coverage: ## the same, with coverage also where Python measures it slowly
	COVERAGE=1 tools/test.sh

fuzz: ## the tests with generated inputs, with 10,000 of them each (hours); HEMAPRINT_FUZZ is another number
	tools/fuzz.sh

docs: ## build the documentation site into site/
	tools/site.sh

bench: ## measure it beside other programs (half an hour) and rewrite docs/benchmarks.md
	tools/bench.sh

clean: ## remove what was built
	tools/clean.sh

help: ## this list
	sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10
