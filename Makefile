# The whole contributor interface. `make` alone lists the targets; each one says what it does and what comes next.

PYTHON ?=
UV     ?= uv
ARGS   ?=

BIN         := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes
COMPILE     := $(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml

# Newest first; the last one is whatever the machine calls python3.
CANDIDATES := $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
HAS_VENV   := import ensurepip, venv

.DELETE_ON_ERROR:
.PHONY: help install demo test check format mutation texts screenshots lock clean

help:
	@echo 'Fristvagt'
	@echo
	@echo '  make install      what the bot needs, in .venv (about a minute the first time)'
	@echo '  make demo         the bot in a local Slack workspace in your browser; options in ARGS="..."'
	@echo '  make test         all tests; one file with ARGS=tests/test_vault.py'
	@echo '  make check        linter, formatter, types, layers'
	@echo '  make format       let the formatter rewrite the files'
	@echo '  make mutation     whether the tests notice small mistakes in four modules (an hour); one with ARGS=cpr'
	@echo '  make texts        brings the catalogues of sentences up to date with the code'
	@echo '  make screenshots  the pictures in docs/images, taken anew from the demo'
	@echo '  make lock         resolve the locked versions again (needs uv); ARGS=--upgrade takes newer ones'
	@echo '  make clean        remove .venv and caches'
	@echo
	@echo 'PYTHON=/path/to/python3.12 chooses the Python that .venv is made with (3.11 or newer).'

install: .venv/.runtime
	@echo 'Installed. Next: make demo'

demo: .venv/.runtime
	@echo 'Starting the bot in a local Slack workspace (Ctrl-C stops it).'
	@$(BIN)/python -m bot demo $(ARGS)

test: .venv/.dev
	@echo 'Running the tests.'
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 $(ARGS)
	@echo 'The tests pass. Next: make check'

check: .venv/.dev
	@echo 'Linter:'
	@$(BIN)/ruff check
	@echo 'Formatter:'
	@$(BIN)/ruff format --check
	@echo 'Types:'
	@$(BIN)/mypy --strict
	@echo 'Layers:'
	@$(BIN)/lint-imports --no-logo
	@echo 'The code is in order. Next: make test'

format: .venv/.dev
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@echo 'Formatted. Next: make check'

mutation: .venv/.dev
	@echo 'Making small mistakes in a copy of the project. It takes about an hour.'
	@$(BIN)/python -m tests.mutation $(ARGS)
	@echo 'Next: add --show to ARGS to see what no test noticed'

texts: .venv/.dev
	@echo 'Looking for sentences in the code.'
	@$(BIN)/python -m bot.catalogue
	@echo 'Up to date. Next: translate what stands empty in views/locale, then make test ARGS=tests/test_catalogue.py'

screenshots: .venv/.dev
	@echo 'Taking the pictures from the demo, and of a report (two minutes).'
	@$(BIN)/python -m tests.screenshots
	@echo 'Taken. Next: look at docs/images'

# The development lock is held to the runtime lock: what is tested is what runs.
lock:
	@command -v $(UV) >/dev/null || { echo 'uv is missing. Install it with: pipx install uv - or name it: make lock UV=/path/to/uv'; exit 1; }
	@echo 'Resolving the runtime lock.'
	@$(COMPILE) $(ARGS) --output-file requirements.lock
	@echo 'Resolving the development lock.'
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@echo 'Locked. Next: make test'

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@echo 'Removed .venv and caches. Next: make install'

.venv/.runtime: requirements.lock | $(BIN)/python
	@echo 'Installing what the bot needs into .venv.'
	@$(PIP_INSTALL) --requirement requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock | $(BIN)/python
	@echo 'Installing what development needs into .venv.'
	@$(PIP_INSTALL) --requirement requirements-dev.lock
	@touch .venv/.runtime $@

$(BIN)/python:
	@for python in $(CANDIDATES); do \
	    $$python -c '$(NEW_ENOUGH)' 2>/dev/null || continue; \
	    found=$$python; \
	    $$python -c '$(HAS_VENV)' 2>/dev/null || continue; \
	    echo "Making .venv with $$($$python --version) ($$(command -v $$python))."; \
	    exec $$python -m venv --clear .venv; \
	done; \
	if [ -n "$$found" ]; then \
	    echo "$$found is new enough but cannot make virtual environments; install its venv package (Debian: sudo apt-get install $$(basename $$found)-venv) and run make again."; \
	else \
	    echo 'No Python 3.11 or newer was found; install one (Debian: sudo apt-get install python3 python3-venv) or name it: make install PYTHON=/path/to/python3.12'; \
	fi; exit 1
