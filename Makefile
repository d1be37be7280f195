# Strongroom's verbs. `make help` lists them.
#
# ARGS is handed on:   make serve ARGS="--port 9000"    make test ARGS="tests/unit -k numbers"
# PYTHON names the interpreter of the virtual environment (3.11 or later); without it one is looked for.
VENV := .venv
ARGS ?=
CONSOLE := src/strongroom/console/index.html.gz
CONSOLE_SOURCES := $(shell find console -name node_modules -prune -o -type f -print)

.DEFAULT_GOAL := help

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: requirements.lock pyproject.toml scripts/install
	@scripts/install
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock
	@scripts/install test
	@touch $@

install: $(VENV)/.installed ## make the virtual environment and install strongroom into it

$(CONSOLE): $(CONSOLE_SOURCES) scripts/console | $(VENV)/.installed
	@scripts/console

console: $(CONSOLE) ## build the web console, which the server then shows at /console/

serve: $(VENV)/.installed ## start the server on 127.0.0.1:8000
	@$(MAKE) --no-print-directory --question $(CONSOLE) || scripts/console --if-possible
	@exec $(VENV)/bin/strongroom serve $(ARGS)

check: $(VENV)/.installed-test ## lint, format, types and import contracts; the same for the web console
	$(VENV)/bin/ruff check src tests benchmarks
	$(VENV)/bin/ruff format --check src tests benchmarks
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	scripts/console check

format: $(VENV)/.installed-test ## put the code into its form
	$(VENV)/bin/ruff check --fix-only --quiet src tests benchmarks
	$(VENV)/bin/ruff format src tests benchmarks

test: $(VENV)/.installed-test $(CONSOLE) ## every test; with ARGS, those of pytest that it names
	@scripts/install browser
	$(if $(ARGS),,scripts/console test)
	$(VENV)/bin/pytest -n auto $(ARGS)

bench: $(VENV)/.installed ## this server and its peers on the same load; ARGS="--quick", "--scale", "--start", "--authorization", "--costs", "--console", "--help"
	@$(VENV)/bin/python -m benchmarks $(ARGS)

lock: ## write the lock files anew; ARGS=--upgrade takes the newest allowed versions
	@scripts/lock $(ARGS)

clean: ## remove the virtual environment, the benchmark's peers and everything built
	rm -rf $(VENV) build dist src/*.egg-info benchmarks/.peers .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	rm -rf $(dir $(CONSOLE)) console/node_modules artifacts

.PHONY: help install console serve check format test bench lock clean
