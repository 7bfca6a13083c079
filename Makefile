# `make demo` and `make test` do everything from nothing; the rest is for those who change the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The CPU build of torch is enough, and gigabytes smaller. Where your package index has only the CUDA build, name the other:
#   make demo PIP_FLAGS='--extra-index-url https://download.pytorch.org/whl/cpu'
PIP_FLAGS ?=
STAMP := $(VENV)/.installed
# Each worker holds a stand-in AWS and a model in memory, and starts processes of its own: more than four help little.
# The files in the order of tests/conftest.py: xdist would begin with those of the most tests, which are not the longest.
ON_CORES := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: demo test fast check fix ui docs audit cover bench clean

demo: $(STAMP) ## a stand-in AWS, scanned through Dagster, and three searches
	$(BIN)/estate demo

test: $(STAMP) ## all tests, a file at a time on each core
	$(BIN)/python -m pytest $(ON_CORES)

fast: $(STAMP) ## the tests that take seconds
	$(BIN)/python -m pytest $(ON_CORES) -m "not slow"

check: $(STAMP) ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(STAMP) ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP) ## the documents as a site, in docs/_build
	$(BIN)/sphinx-build -q -W --keep-going docs docs/_build

audit: $(STAMP) ## known vulnerabilities in what is installed
	$(BIN)/python dev/audit.py

cover: $(STAMP) ## the quick tests, with the share of the code they run; fails under the floor
	$(BIN)/python -m pytest $(ON_CORES) -m "not slow" --cov --cov-report=term:skip-covered

bench: $(STAMP) ## each benchmark against its baseline, one after the other
	set -e; for one in imports stages embedding discovery permissions search stores dagster memory scale; do $(BIN)/python -m bench.$$one; done

ui: $(STAMP) ## the Dagster UI, with the stand-in beside it
	$(BIN)/estate ui --demo

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Estate needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt -e '.[offline,demo,deploy,dev]'
	touch $@

clean: ## remove the environment and the demo's state
	rm -rf $(VENV) .estate
