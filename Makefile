# Thin: each target says which program does the work. Without an argument: help.
PORT ?= 8000
BIN = .venv/bin

help:  ## these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ –/'

run: setup  ## the demo region on http://127.0.0.1:8000/ (another port: make run PORT=8001)
	@exec $(BIN)/python -m config.demo $(PORT)

test: setup-dev  ## everything that can fail: lint, SQLite, PostgreSQL, a browser
	@exec $(BIN)/python -m tests.run

setup:  ## .venv from the lock, Debian's libraries, a secret key
	@config/setup.sh

setup-dev:  ## the same, with what the tests need
	@config/setup.sh dev

lint: setup-dev  ## everything that reads the code without running it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy accounts config decisions delegation tests
	$(BIN)/djlint --check --lint templates
	$(BIN)/lint-imports
	DEMO=0 DEBUG=0 $(BIN)/python manage.py check --deploy --fail-level WARNING
	DEMO=0 DEBUG=0 $(BIN)/python manage.py makemigrations --check --dry-run

bench: setup-dev  ## ratios, side by side in one run: documents and the engine
	$(BIN)/python -m bench.documents
	$(BIN)/python -m bench.engine
	$(BIN)/python -m bench.growth

mutants: setup-dev  ## is every line of the engine held by a test? half an hour; leaves its work in mutants/
	SECRET_KEY=$$(printf '%050d' 0) $(BIN)/mutmut run
	$(BIN)/mutmut results

verapdf: setup-dev  ## veraPDF, where it is installed, over one PDF of every template
	SECRET_KEY=$$(printf '%050d' 0) $(BIN)/python -m tests.verapdf

screenshots: setup-dev  ## the pictures in docs/screenshots, taken by the browser tests
	SCREENSHOTS=1 $(BIN)/pytest -q tests/browser/test_accessibility.py

golden: setup-dev  ## the pictures of pages in tests/golden, anew; look at them before they are kept
	GOLDEN=1 $(BIN)/pytest -q tests/decisions/test_golden.py

.PHONY: help run test setup setup-dev lint bench mutants screenshots verapdf golden
.DEFAULT_GOAL := help
