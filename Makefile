# Strongroom's verbs. `make help` lists them.
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock
	$(PY) -m pip install --quiet --require-hashes -r requirements-test.lock
	@touch $@

install: $(VENV)/.installed ## make the virtual environment and install strongroom into it

serve: install ## start the server on 127.0.0.1:8000
	@exec $(VENV)/bin/strongroom serve

check: $(VENV)/.installed-test ## ruff, mypy --strict and the import contracts
	$(VENV)/bin/ruff check src tests benchmarks
	$(VENV)/bin/ruff format --check src tests benchmarks
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: $(VENV)/.installed-test ## every test
	$(VENV)/bin/pytest -n 2

.PHONY: help install serve check test
