# Two commands matter: `make run` and `make test`. Both install by themselves, from uv.lock, into .venv.

PYTHON ?= python3
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
UV := UV_PROJECT_ENVIRONMENT=$(VENV) UV_PYTHON_DOWNLOADS=never $(BIN)/uv --quiet
PUBLIC_INDEX := https://pypi.org/simple

# A slow line must not end the installation.
UV_HTTP_TIMEOUT ?= 300
export UV_HTTP_TIMEOUT

# Compiled once, not at every start: without it `retour` takes four seconds more to begin.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test drills check bench bench-full pictures lock clean

help:  ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*  ## /  make \1\t/p' Makefile | expand -t 16

run: $(VENV)/.installed  ## install, migrate, load the demo if the database is empty, serve
	@$(BIN)/retour serve

test: check  ## everything: lint, types, layers, journeys, all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

drills: $(VENV)/.installed-test  ## the long drills that `test` leaves out: processes killed by chance, the demo from other seeds
	@$(BIN)/python -m pytest -m drill

check: $(VENV)/.installed-test  ## the fast part: lint, types, layers, journeys
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted. Put right by: $(BIN)/ruff format" >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/retour flows check

bench: $(VENV)/.installed-bench  ## measure the line and the outbox (under ten minutes), keep the figures in var/bench.json
	@$(BIN)/python -m bench

bench-full: $(VENV)/.installed-bench  ## with 500,000 messages, figures and imports of a large programme, and the drill with everything killed
	@$(BIN)/python -m bench --full

pictures: $(VENV)/.installed-test  ## take the README's pictures of the console anew (needs Chromium)
	@$(BIN)/python -m tests.browser.pictures

lock: $(VENV)/.uv-$(UV_VERSION)  ## write uv.lock anew from pyproject.toml, with public addresses only
	@env -u UV_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS $(UV) lock --no-config --default-index $(PUBLIC_INDEX)

clean:  ## remove the virtual environment and caches; the data in var/ stays
	@rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Exactly what uv.lock says. `run` leaves the test extra where it stands already; `test` removes what is in neither.
$(VENV)/.installed: pyproject.toml uv.lock $(VENV)/.uv-$(UV_VERSION)
	@echo "Installing what uv.lock says into $(VENV) ..."
	@$(UV) sync --frozen --inexact --compile-bytecode
	@touch $@

$(VENV)/.installed-test: pyproject.toml uv.lock $(VENV)/.uv-$(UV_VERSION)
	@echo "Installing what uv.lock says, with the test extra, into $(VENV) ..."
	@$(UV) sync --frozen --extra test --compile-bytecode
	@touch $@

$(VENV)/.installed-bench: pyproject.toml uv.lock $(VENV)/.uv-$(UV_VERSION)
	@echo "Installing what uv.lock says, with the test and bench extras, into $(VENV) ..."
	@$(UV) sync --frozen --extra test --extra bench --compile-bytecode
	@touch $@

$(VENV)/.uv-$(UV_VERSION):
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) was not found. retour needs Python 3.11 or newer (Debian: apt install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "retour needs Python 3.11 or newer, $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || { \
	  echo "uv $(UV_VERSION) could not be installed: is the package index (pypi.org) within reach?" >&2; exit 1; }
	@touch $@
