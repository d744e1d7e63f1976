# Two commands: `make run` shows the product, `make test` proves it. `make help` lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUN_STAMP := $(VENV)/.runtime
DEMO_DATABASE := sqlite:///instance/demo.db
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
PACKAGES := lms people competency courses assessments planning reports demo bench
OFFICERS ?= 250000
DATABASE ?= sqlite

.PHONY: help run test check bench pictures venv format clean browser catalogues

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

run: $(RUN_STAMP) $(COMPILED) ## Serve the demo world on http://127.0.0.1:8000 (PORT= to change)
	@PORT=$(PORT) DATABASE_URL=$(DEMO_DATABASE) ./scripts/run-demo

test: $(STAMP) $(COMPILED) browser ## Run the whole suite on SQLite and on PostgreSQL
	$(BIN)/pytest -n 2 --dist loadgroup -q $(ARGS)

check: $(STAMP) $(COMPILED) ## Format, lint, types, import contracts, translations, links, registries
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_translations.py
	$(BIN)/python scripts/check_docs.py
	./scripts/check-registries

bench: $(STAMP) $(COMPILED) ## Measure the budgets of DESIGN 7 (OFFICERS=250000, DATABASE=sqlite or postgresql)
	@$(BIN)/python -m bench --officers $(OFFICERS) --database $(DATABASE) $(ARGS)

pictures: $(STAMP) $(COMPILED) browser ## Make the pictures of docs/ anew, from the browser tests
	HVS_PICTURES=docs/pictures $(BIN)/pytest -q --engine sqlite tests/browser/test_department_story.py tests/browser/test_studio_story.py

venv: $(STAMP) $(COMPILED) ## Make .venv with the product and the development tools

# The product alone: what `make run` needs on a fresh machine, without the development tools.
$(RUN_STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -f $(STAMP) || $(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@./scripts/install-product
	@touch $@

$(STAMP): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@./scripts/install-product
	@touch $@

%.mo: %.po
	@test -x $(BIN)/pybabel || $(MAKE) --no-print-directory $(RUN_STAMP)
	@$(BIN)/pybabel -q compile -i $< -o $@

browser: ## Find or install the browser the page tests drive
	@./scripts/install-browser

catalogues: $(STAMP) ## Collect the messages of the sources into the catalogues
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k _ -k N_ -k RuleError -k "ngettext:1,2" --no-location --sort-output --omit-header -o translations/messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --omit-header -i translations/messages.pot -d translations

format: $(STAMP) ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Renew the hashed lock files (needs uv)
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --quiet pyproject.toml -o requirements.lock
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --quiet --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what was made (not the databases in instance/)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
