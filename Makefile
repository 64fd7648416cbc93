# The only door: type `make` for what there is.

PYTHON := .venv/bin/python
RINGS := unit processes sqlite postgres repo journeys

.PHONY: help run test $(RINGS:%=test-%) test-properties coverage check format bench docs lock clean

help: ## Say what can be typed
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' Makefile

run: ## Install what is missing, then run the place with demo people at 127.0.0.1:8000
	@tools/prepare run
	@.venv/bin/joinedup run

test: ready ## Run every ring of tests and hold coverage to its gates
	@$(PYTHON) tools/rings.py --coverage $(RINGS)

test-unit: ready ## Rules and values: no store, no network
	@$(PYTHON) tools/rings.py unit

test-properties: ready ## The rules once more, each property tried twenty times as hard
	@$(PYTHON) tools/rings.py unit --hypothesis-profile=long

test-processes: ready ## Processes that are started, killed and started again
	@$(PYTHON) tools/rings.py processes

test-sqlite: ready ## Services, queries and constraints on SQLite
	@$(PYTHON) tools/rings.py sqlite

test-postgres: ready ## The same on PostgreSQL (JOINEDUP_TEST_POSTGRES, or one of our own)
	@$(PYTHON) tools/rings.py postgres

test-journeys: ready ## Whole stories in a browser
	@$(PYTHON) tools/rings.py journeys

test-repo: ready ## The house style, each check with a planted violation
	@$(PYTHON) tools/rings.py repo

coverage: ready ## The rings that count for coverage, and its gates
	@$(PYTHON) tools/rings.py --coverage unit processes sqlite

check: ready ## Format, lint, types, imports, migrations, house style, vulnerabilities, secrets
	@$(PYTHON) tools/check.py

format: ready ## Put the code in the shape that `check` asks for
	@.venv/bin/ruff format --quiet .
	@.venv/bin/ruff check --fix --quiet .

bench: ready ## Measure CPU time and queries of the hot pages, and of loading a record
	@$(PYTHON) bench/run.py
	@$(PYTHON) bench/loading.py

docs: ready ## Write docs/reference anew from the code
	@$(PYTHON) tools/build_docs.py

lock: ready ## Choose versions anew and write the lock files
	@tools/lock

clean: ## Remove what was installed and built; your store in var/ stays
	rm -rf .venv node_modules src/joinedup/web/static/vendor var/coverage var/mypy var/import_linter

.PHONY: ready
ready:
	@tools/prepare test
