# Everything a contributor does, one word each. `make help` lists it.
# Presupposed: Python 3.11 or newer, and make. Another Python: make setup PYTHON=python3.12

PYTHON ?= python3
TESTS ?= tests
export PYTHON

BIN := .venv/bin
TEMPLATES := find src -path '*/templates/*.html' -exec
SAY = @printf '\n== %s ==\n'

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test check format lint templates types contracts migrations translations \
	audit messages tidy bench clean

help: ## List what make can do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name means; \
		do printf '%-18s %s\n' "$$name" "$$means"; done

setup: .venv/complete ## Install everything into .venv; afterwards .venv/bin/schakel is the command line
	@$(BIN)/schakel messages compile >/dev/null

.venv/complete: pyproject.toml uv.lock scripts/ensure-uv
	@echo "Setting up: everything goes into .venv, nothing else on this machine changes."
	@uv=$$(scripts/ensure-uv) && "$$uv" sync --frozen --python "$(PYTHON)"
	@touch $@

run: setup ## Run Schakel, with the demo municipality when it is still empty
	@$(BIN)/schakel run

test: setup ## Run every test, or some: make test TESTS=tests/domain
	@CHROMIUM=$$(scripts/ensure-browser) && export CHROMIUM && \
	{ scripts/ensure-mail-servers; scripts/ensure-mail-samples; true; } >/dev/null && \
	$(BIN)/pytest $(TESTS)

check: setup format lint templates types contracts migrations translations audit ## Check all that a machine can check without running it
	$(SAY) "all checks passed"

format:
	$(SAY) "formatting (ruff)"
	@$(BIN)/ruff format --check .

lint:
	$(SAY) "lint (ruff)"
	@$(BIN)/ruff check .

templates:
	$(SAY) "templates (djade)"
	@$(TEMPLATES) $(BIN)/djade --target-version 5.2 --check {} +

types:
	$(SAY) "types (mypy)"
	@$(BIN)/mypy

contracts:
	$(SAY) "import contracts (import-linter)"
	@$(BIN)/lint-imports

migrations:
	$(SAY) "migrations say what the models say"
	@$(BIN)/schakel check migrations

translations:
	$(SAY) "every message has its Dutch text"
	@$(BIN)/schakel messages check

audit:
	$(SAY) "known vulnerabilities (pip-audit)"
	@$(BIN)/python scripts/audit

messages: setup ## Add new messages to the translation files, and drop old ones
	@$(BIN)/schakel messages update

tidy: setup ## Format code and templates, and mend what ruff can mend
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .
	@-$(TEMPLATES) $(BIN)/djade --target-version 5.2 {} +  # says 1 when it changed something

bench: setup ## Measure speed and memory, and print the table
	@$(BIN)/python -m bench $(ARGS)
	@$(BIN)/python -m bench.mail
	@$(BIN)/python -m bench.dossier
	@$(BIN)/python -m bench.tie_decay
	@$(BIN)/python -m bench.cut_points
	@$(BIN)/python -m bench.pairing
	@$(BIN)/python -m bench.second_carriers

clean: ## Remove what was installed and built; the data folder stays
	rm -rf .venv .uv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
