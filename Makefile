# `make` alone lists the targets.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

# The newest tested Python that really runs and can make an environment; any other from 3.11 on after those.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$name"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help run test lint types layers tests second bench docs clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1|\2/p' Makefile | \
	while IFS='|' read -r target text; do printf '%-14s %s\n' "$$target" "$$text"; done

run: $(VENV)/.project  ## install if need be, then solve the starter scenario
	@$(BIN)/allocator solve scenarios/starter.yaml

test: lint types layers second tests  ## install if need be, then every check (what CI runs)

lint: $(VENV)/.dev  ## style and form of the code
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(VENV)/.dev  ## static types
	@$(BIN)/mypy

layers: $(VENV)/.dev  ## the contract of who may import whom
	@$(BIN)/lint-imports --no-logo

tests: $(VENV)/.dev  ## the test suite, documents included
	@$(BIN)/python -m pytest

second: $(VENV)/.dev  ## what meets the solver, under a Python that gets the other major of PuLP
	@$(BIN)/python -m tests.second_interpreter

bench: $(VENV)/.dev  ## speed and memory beside other ways, as ratios within one run; takes long
	@$(BIN)/python -m tests.bench --heavy

docs: $(VENV)/.dev  ## write docs/reference/ and the outputs shown in documents anew
	@$(BIN)/python -m tests.docs.regenerate
	@$(BIN)/python -m pytest tests/docs --update-docs

clean:  ## remove environments, caches and builds
	rm -rf .venv .venv-* build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find allocator tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed (with venv and pip)." >&2; exit 1; }
	@echo "Creating $(VENV) with $(PYTHON) ..." >&2
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.created
	@echo "Installing allocator into $(VENV) ..." >&2
	@$(PIP) install -qq --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.created
	@echo "Installing allocator and its checks into $(VENV) ..." >&2
	@$(PIP) install -qq --editable '.[dev]'
	@touch $(VENV)/.project $@
