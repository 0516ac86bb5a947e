# AIS LEA. `make` alone explains every target.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup lock up down status logs demo test faults unit check format bench schemas checksums docs pictures client packages clean

VENV := .venv/bin
LEA := $(VENV)/lea
# compose if a Docker engine runs, else native; LEA_MODE=native|compose overrides it.
MODE = infra/stack/mode

help: ## Explain every target
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Prepare everything: packages of the distribution, .venv, the command lea
	@infra/setup "$$($(MODE))"

up: setup ## Start the whole system in the background (MONITORING=1: natively, with Prometheus and Alertmanager)
	@$(if $(filter-out 0,$(MONITORING)),case "$$($(MODE) 2>/dev/null)" in compose) ;; *) infra/setup monitoring ;; esac)
	@case "$$($(MODE) 2>/dev/null)" in compose) $(VENV)/python -m infra.compose up ;; *) $(LEA) stack up$(if $(filter-out 0,$(MONITORING)), --monitoring) ;; esac

down: ## Stop it
	@case "$$($(MODE))" in compose) $(VENV)/python -m infra.compose down ;; *) $(LEA) stack down ;; esac

status: ## Show the state of each process
	@case "$$($(MODE))" in compose) docker compose ps ;; *) $(LEA) stack status ;; esac

logs: ## Show and follow the logs (Ctrl-C ends it)
	@case "$$($(MODE))" in compose) docker compose logs --follow --tail 20 ;; *) $(LEA) stack logs --follow ;; esac

demo: setup ## From statements to an answer for the Supreme Court; runs until Ctrl-C (ONCE=1: ends when done)
	@case "$$($(MODE) 2>/dev/null)" in compose) export LEA_STACK=compose ;; esac; $(LEA) demo --stories tests/e2e/stories $(if $(filter-out 0,$(ONCE)),--once)

test: ## All tests, on a separate broker and database (T=path or T="-k word" selects some)
	@infra/setup tests
	@$(if $(T),$(VENV)/python -m pytest $(T),infra/run_tests)

faults: ## Long tests: clocks apart, a restored store, the restore drill, a cluster, a killed subscriber, all mutants, many orders of recording
	@infra/setup tests
	@infra/setup cluster
	@$(VENV)/python -m pytest -m long tests
	@LEA_ORDER_EXAMPLES=300 $(VENV)/python -m pytest tests/unit -k "any_order or same_dates or books or debtor_groups"

unit: ## The tests that need neither broker nor database
	@infra/setup python
	@$(VENV)/python -m pytest tests/unit tests/contract

check: ## Format, lint, types, imports between packages
	@infra/setup python
	$(VENV)/ruff format --check
	$(VENV)/ruff check
	$(VENV)/mypy
	$(VENV)/lint-imports

format: ## Format the code
	@$(VENV)/ruff format
	@$(VENV)/ruff check --fix

bench: ## Measure the performance targets on this machine, in minutes; writes bench/results.json
	@infra/setup native
	@$(VENV)/python -m infra.bench

schemas: ## Write the JSON Schemas of the contracts (refuses a change that breaks readers)
	@infra/setup python
	@$(VENV)/python -m infra.documents.codelists
	@$(VENV)/python -m infra.documents.acts
	@$(VENV)/python -m contracts.schema_files
	@$(VENV)/python -m contracts.soap

checksums: ## Add new migrations to the list of checksums (refuses one that was changed)
	@infra/setup python
	@$(VENV)/python -m infra.database.checksums

docs: ## Write the generated pages of docs/
	@infra/setup python
	@$(VENV)/python -m infra.documents

pictures: ## Draw the pictures of docs/clerks-day.md (nothing if only days would change) and docs/desk.md anew
	@infra/setup tests
	@DRAW_PICTURES=1 $(VENV)/python -m pytest tests/e2e/test_clerks_day.py tests/e2e/test_desk_pictures.py

client: ## Build the client of service 3.11.01 as a wheel in dist/
	@infra/setup python
	@$(VENV)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist infra/client
	@rm -rf infra/client/build infra/client/lea_court.egg-info
	@ls dist/lea_court-*.whl

packages: ## Build the packages for subscribers of events as wheels in dist/
	@infra/setup python
	@$(LEA) packages build --to dist

lock: ## Update versions within pyproject.toml; writes requirements.lock (minutes)
	@infra/setup python
	@[ -x .run/lock/bin/pip-compile ] || { $(VENV)/python -m venv .run/lock && .run/lock/bin/pip install -q pip-tools; }
	.run/lock/bin/pip-compile --quiet --extra dev --allow-unsafe --generate-hashes --strip-extras --no-header --no-emit-options \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml

clean: ## Stop everything, and remove data and caches, but not .venv
	@[ ! -x $(LEA) ] || $(LEA) stack down --all
	@[ ! -d .run/compose ] || case "$$($(MODE) 2>/dev/null)" in compose) docker compose down --volumes ;; esac
	rm -rf .run .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
