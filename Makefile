# `make` alone lists what there is. Nothing but Python 3.11 and make is needed.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup chat test lint format bench bench-retrieval bench-library docs eval-practice eval-moves eval-advice eval-planted eval-models soak load load-servers load-model axe learn learn-moves clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(STAMP) ## make .venv with `coach` in .venv/bin; starts nothing

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made; on Debian: apt-get install python3-venv" >&2; exit 2; }
	@echo "Installing (the first time takes some minutes) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 5 -e '.[dev]' || { echo "Installing failed, see above. Nothing is lost: run the same command again when the network is back." >&2; exit 2; }
	@touch $(STAMP)

chat: $(STAMP) ## fetch the models, build the index, open the chat on http://127.0.0.1:8501
	@$(BIN)/coach model fetch
	@$(BIN)/coach ui

test: $(STAMP) ## every test that can run here; lists what was left out
	@$(BIN)/coach model fetch all-MiniLM-L6-v2 all-mpnet-base-v2 smollm2-135m
	@$(BIN)/python -m pytest -rs

lint: $(STAMP) ## ruff, mypy, the cards and scenarios
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/python -m pytest -q tests/corpus/test_shipped.py tests/test_architecture.py

format: $(STAMP) ## let ruff format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(STAMP) ## this project beside the tutorial chain: times and memory
	@$(BIN)/python -m evals.bench

bench-retrieval: $(STAMP) ## right article first, in the first three, evidence found; against four alternatives
	@$(BIN)/python -m evals.bench_retrieval

eval-practice: $(STAMP) ## simulated learners in every scenario, and 5,000 turns of people who want it all at once
	@$(BIN)/python -m evals.practice

bench-library: $(STAMP) ## indexing rate, search, memory and start at 1,000, 10,000 and 100,000 passages
	@$(BIN)/python -m evals.bench_library

eval-moves: $(STAMP) ## how well moves are told apart, on the test hand
	@$(BIN)/python -m evals.moves

learn-moves: $(STAMP) ## train what tells moves apart from assistant/practice/data (minutes)
	@$(BIN)/python -m evals.moves learn

eval-advice: $(STAMP) ## the advice suite (test split) with intervals and thresholds
	@$(BIN)/coach eval run advice-test-3 --model none

eval-models: $(STAMP) ## measure the chat models that are here and write docs/models.md (half an hour)
	@$(BIN)/python -m evals.models

eval-planted: $(STAMP) ## plant defects in the real assistant and see that each is caught (minutes)
	@$(BIN)/python -m evals.planted

soak: $(STAMP) ## long loops: random kills, growth
	@$(BIN)/python -m pytest -m soak

load: $(STAMP) ## 200 scripted people at one app for ten minutes: times, errors, memory
	@$(BIN)/python -m tests.ui.load

load-servers: $(STAMP) ## the same with PostgreSQL and a Chroma server (Debian's postgresql)
	@$(BIN)/python -m tests.ui.load --servers

load-model: $(STAMP) ## five people with the embedded model, ten minutes
	@$(BIN)/python -m tests.ui.load --people 5 --model embedded

docs: $(STAMP) ## write docs/commands.md from the commands themselves, and the pictures of the README from the running app
	@$(BIN)/python -m ui.cli.reference
	@$(BIN)/python -m ui.screenshots

axe: $(STAMP) ## look for barriers on every page with axe-core (needs npm and chromium)
	@npm install --silent --no-audit --no-fund --prefix build/axe axe-core@4.14.1
	@$(BIN)/python -m tests.ui.axe build/axe/node_modules/axe-core/axe.min.js

learn: $(STAMP) ## train the embedder's adapter from the cards (minutes)
	@$(BIN)/coach library learn

clean: ## remove what was built (not your data)
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
