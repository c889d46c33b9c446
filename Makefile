# The verbs of a developer; `make` alone lists them.
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup test lint docs site bench sbom audit release-check

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 15

setup: ## An environment in .venv with crmkit and the tools of developers, from the locked files
	python3 -m venv .venv
	.venv/bin/pip install -q --require-hashes -r constraints-dev.txt
	.venv/bin/pip install -q --no-deps --no-build-isolation -e .

test: ## All tests
	$(PYTHON) -m pytest -q -n 3 --dist worksteal

lint: ## Style, types, and who may import whom
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

docs: ## Outputs, pictures and reference pages anew, from the program
	$(PYTHON) docs/tour.py
	$(PYTHON) docs/notebook.py
	$(PYTHON) docs/make.py

site: .venv-docs ## The documentation as a website in build/site
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict --quiet

.venv-docs: constraints-docs.txt
	python3 -m venv .venv-docs
	.venv-docs/bin/pip install -q --require-hashes -r constraints-docs.txt
	touch .venv-docs

bench: ## Speed against the floors (docs/benchmarks.md)
	$(PYTHON) -m benchmarks

sbom: .venv-audit ## Every package that crmkit runs on, with version and licence: build/sbom.json (CycloneDX)
	bash .ci/install build/installed
	bash .ci/sbom build/installed build/sbom.json

audit: .venv-audit ## Known faults in the packages of constraints.txt; asks the package index, so it needs a network
	.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r constraints.txt

.venv-audit: constraints-audit.txt
	python3 -m venv .venv-audit
	.venv-audit/bin/pip install -q --require-hashes -r constraints-audit.txt
	touch .venv-audit

release-check: ## Everything that must hold before a release, from scratch
	bash .ci/run
