# Thin: each target says which program does the work. Without an argument: help.
PORT ?= 8000
BIN = .venv/bin

help:  ## these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ –/'

lint:  ## everything that reads the code without running it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy accounts config decisions delegation tests
	$(BIN)/djlint --check --lint templates
	$(BIN)/lint-imports
	$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

.PHONY: help lint
.DEFAULT_GOAL := help
