# One word per chore. `make` alone prints them. ARGS="…" goes to pytest or to lms run.
BIN := .venv/bin
PYTEST := $(BIN)/pytest
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
PACKAGES := lms courses certificates

.DEFAULT_GOAL := help
.PHONY: help run setup setup-test test check bench bench-full faults lock clean \
  style types imports templates security dependencies state

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: setup  ## set up and open the demonstration on http://127.0.0.1:8000
	@exec $(BIN)/lms run --demo $(ARGS)

setup:  ## system libraries, .venv and the command .venv/bin/lms
	@./setup.sh

test: setup-test  ## set up for tests and run them all
	@exec $(PYTEST) -n 2 --dist worksteal $(ARGS)

check:  ## style, types, imports, templates, security, dependencies, migrations
	@./setup.sh test
	@$(MAKE) --no-print-directory --keep-going style types imports templates security dependencies state

bench: setup-test  ## measure; table and build/bench.json
	@exec $(BIN)/python -m tests.bench $(ARGS)

bench-full: setup-test  ## the same with a million rows
	@exec $(BIN)/python -m tests.bench --full $(ARGS)

faults: setup-test  ## kill processes at 50 points of each kind instead of 10
	@FAULT_POINTS=50 exec $(PYTEST) tests/faults $(ARGS)

lock:  ## choose the versions anew: requirements.lock, requirements-test.lock
	@./setup.sh test
	@command -v uv >/dev/null || $(BIN)/pip install --quiet uv
	PATH="$(CURDIR)/$(BIN):$$PATH" uv pip compile pyproject.toml --group build $(LOCK) \
	  --upgrade --output-file requirements.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" uv pip compile pyproject.toml --group build --extra test $(LOCK) \
	  --upgrade --constraints requirements.lock --output-file requirements-test.lock

clean:  ## remove what the chores made, .venv too; data in var/ stays
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
	  .hypothesis .coverage htmlcov .setup.lock
	find $(PACKAGES) tests migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

setup-test:
	@./setup.sh test

style:
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet

types:
	$(BIN)/mypy --no-error-summary

imports:
	$(BIN)/lint-imports --no-logo

templates:
	$(BIN)/djlint --lint --quiet $(PACKAGES)

security:
	$(BIN)/bandit --quiet --severity-level medium --configfile pyproject.toml --recursive $(PACKAGES)

dependencies:
	$(BIN)/deptry .

state:
	$(BIN)/lms check
