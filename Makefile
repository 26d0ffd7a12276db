# `make` is the menu. A fresh machine needs Python 3.11 or newer (with pip) and git, nothing else.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
BIN := $(VENV)/bin
WORKERS ?= 4

.PHONY: menu try test quick matrix bench check format snapshots release clean

menu:
	@echo "make try        make a real project, install it, test it, start it, look at its page"
	@echo "                (FRAMEWORK=flask, django or tornado)"
	@echo "make test       all tests, with real projects installed and run (some minutes)"
	@echo "make quick      the tests that install nothing (some minutes)"
	@echo "make matrix     run every pair of options that has changed since it last ran (MINUTES=5"
	@echo "                ends after so many, recorded rows included); writes docs/matrix.md"
	@echo "make check      lint, types, format"
	@echo "make format     format and mend what can be mended"
	@echo "make bench      time the commands against their peers"
	@echo "make snapshots  take new snapshots of what users get, to be looked at and committed"
	@echo "make release    release program and templates (VERSION=0.2.0)"

try: $(READY)
	$(BIN)/python -m tests.harness.prove $(if $(FRAMEWORK),--framework $(FRAMEWORK))

test: $(READY)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup

quick: $(READY)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup --ignore tests/contract

matrix: $(READY)
	$(BIN)/python -m tests.matrix $(if $(MINUTES),--minutes $(MINUTES))

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY)
	$(BIN)/python -m benchmarks

snapshots: $(READY)
	$(BIN)/python -m tests.test_snapshots

release: $(READY)
	$(BIN)/python -m tools.release $(VERSION)

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable . --group check
	@touch $(READY)
