# Motcua: one command to run, one to test. Needs Python >= 3.11, Node >= 20 (browser checks) and make.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SOURCES := engine forms process_models runtime designer_api motcua tests bench
export PYTHONUNBUFFERED := 1

.PHONY: setup run test check format bench pictures soak clean lock

setup: $(STAMP)

$(STAMP): pyproject.toml requirements.txt requirements-dev.txt package.json package-lock.json
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	npm ci --silent --no-fund --no-audit
	@touch $(STAMP)

run: $(STAMP)
	$(BIN)/motcua run --demo

test: $(STAMP)
	$(BIN)/pytest -q -n 2 --dist loadgroup --no-loadscope-reorder

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/motcua check process_models/library
	$(BIN)/pytest -q tests/migrations tests/docs tests/api/test_openapi_is_committed.py

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	@status=0; $(BIN)/python -m bench || status=1; $(BIN)/python -m bench mutation || status=1; $(BIN)/python -m bench onboarding || status=1; exit $$status

pictures: $(STAMP)
	MOTCUA_PICTURES=1 MOTCUA_BROWSER_TESTS=required $(BIN)/pytest -q tests/browser

soak: $(STAMP)
	MOTCUA_KILLS=200 $(BIN)/pytest -q tests/kill

lock: $(VENV)/bin/uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.txt

$(VENV)/bin/uv:
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv

clean:
	rm -rf $(VENV) node_modules var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
