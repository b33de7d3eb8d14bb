# The project's commands. `make demo` shows it, `make test` proves it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
FAST := not lab and not engine and not e2e and not long

# A lab of their own, so that tests leave a demo alone.
test test-parts bench e2e-long: export LAB_NUMBER ?= 1

.PHONY: help bundle preflight demo demo-down test test-parts test-equipment unit lint format bench e2e-long

help: ## what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.venv: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv

preflight: .venv ## what hinders a cluster on the hosts of STACK=… (FLAGS="--json …": docs/preflight.md)
	@$(BIN)/python -m components.preflight $(if $(STACK),"$(STACK)",$(error say which stack: make preflight STACK=prod)) $(FLAGS)

bundle: .venv ## everything that hosts of STACK=… need, for a network that has none of it (FLAGS="--sources …": docs/sources.md)
	@$(BIN)/python -m components.bundle $(if $(STACK),"$(STACK)",$(error say which stack: make bundle STACK=prod)) $(FLAGS)

demo: .venv ## a cluster of one control plane and two workers on this machine
	$(BIN)/python -m lab.demo up

demo-down: .venv ## take the demo's cluster and lab away again
	$(BIN)/python -m lab.demo down

test: lint ## every test that this machine can run
	$(BIN)/pytest -m "$(FAST)" -n auto -q
	$(MAKE) --no-print-directory --jobs 2 --output-sync=line test-parts test-equipment
	$(BIN)/pytest -m "e2e and not equipment and not preparation and not long"

# Side by side, each in a lab of its own. The life of clusters is tested alone: it is full of moments that are measured.
test-parts: .venv
	$(BIN)/pytest -m "(((lab or engine) and not e2e) or preparation) and not long"

test-equipment: export LAB_NUMBER := 2
test-equipment: .venv
	$(BIN)/pytest -m "equipment and not long"

unit: .venv ## the tests that need no lab, a few minutes
	$(BIN)/pytest -m "$(FAST)" -n auto -q

lint: .venv ## ruff, mypy and shellcheck
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy components __main__.py
	$(BIN)/mypy lab
	git ls-files '*.sh' | xargs --no-run-if-empty $(BIN)/shellcheck

format: .venv ## rewrite the Python files as ruff wants them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv ## the figures of docs/bench.md, measured again
	$(BIN)/python -m bench

e2e-long: .venv ## the tests that are too long for every run
	$(BIN)/pytest -m "long" tests
