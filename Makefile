# `make run` and `make test` need nothing but python3 (3.11 or newer); they install the rest.
PYTHON ?= python3
ARGS ?=
export PORT ENGINE EXAMPLE

.PHONY: help run test lint lighthouse bench format messages lock

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

run: ## install, fill and serve the site at http://127.0.0.1:8000 (PORT=8080 for another port, EXAMPLE=no without invented records)
	@$(PYTHON) -m scripts.start_site

test: ## run all tests on PostgreSQL, on SQLite what an engine can change (ENGINE=sqlite for all there, ARGS="tests/test_x.py -k word" for some)
	@$(PYTHON) -m scripts.suite $(ARGS)

lint: ## check style, templates, imports, migrations, settings and translations
	@$(PYTHON) -m tools.lint

lighthouse: ## measure the site that make run serves with Lighthouse (a benchmark; PORT as there)
	@$(PYTHON) -m tools.lighthouse

bench: ## measure pages on a real server beside a bare view and nginx, write docs/performance.md (ARGS=--quick for a look)
	@$(PYTHON) -m tools.benchmark $(ARGS)

format: ## bring code and templates into shape
	@$(PYTHON) -m tools.lint format

messages: ## collect the texts of the source into locale/nl
	@$(PYTHON) -m tools.lint messages

lock: ## choose package versions anew for requirements.txt and tests/requirements.txt
	@.venv/bin/uv pip compile --universal --generate-hashes --upgrade pyproject.toml -o requirements.txt
	@.venv/bin/uv pip compile --universal --generate-hashes --upgrade --group dev -c requirements.txt -o tests/requirements.txt
