# The project's commands: `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
FAST := not lab and not engine and not e2e and not long

# Labs of their own, so that tests leave a demo alone: this one and, for modules that run side by side, those after it.
test bench e2e-long: export LAB_NUMBER ?= 1
LANES ?= 3
# Tests of scripts spend almost half of their time waiting.
WORKERS := $(shell echo $$((2 * $$(nproc))))
# A check starts thousands of Pythons that read the same modules: these are compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help init validate bundle host-keys preflight review status demo demo-down test unit lint format bench e2e-long

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.venv: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv

init: .venv ## write the draft of the file of STACK=…: asks for your hosts (FLAGS="--control-planes …": docs/command.md)
	@$(BIN)/python -m components init $(if $(STACK),"$(STACK)",$(error say which stack: make init STACK=prod)) $(FLAGS)

validate: .venv ## check the file of STACK=…, or of every stack, without hosts and secrets (FLAGS="--json": docs/command.md)
	@$(BIN)/python -m components validate $(if $(STACK),"$(STACK)",--all) $(FLAGS)

preflight: .venv ## check the hosts of STACK=… and change nothing (FLAGS="--json …": docs/preflight.md)
	@$(BIN)/python -m components.preflight $(if $(STACK),"$(STACK)",$(error say which stack: make preflight STACK=prod)) $(FLAGS)

review: .venv ## say what the edit of STACK=… does to its cluster, without a host or a secret (FLAGS="--base main": docs/review.md)
	@$(BIN)/python -m components.review $(if $(STACK),"$(STACK)",$(error say which stack: make review STACK=prod FLAGS="--base main")) $(FLAGS)

status: .venv ## ask the hosts of STACK=… how their cluster is and change nothing (FLAGS="--json …": docs/status.md)
	@$(BIN)/python -m components.status $(if $(STACK),"$(STACK)",$(error say which stack: make status STACK=prod)) $(FLAGS)

host-keys: .venv ## collect the public keys of the hosts of STACK=… into its known_hosts file (FLAGS="--yes …": stacks/README.md)
	@$(BIN)/python -m components.preflight.host_keys $(if $(STACK),"$(STACK)",$(error say which stack: make host-keys STACK=prod)) $(FLAGS)

bundle: .venv ## collect everything that the hosts of STACK=… need into an offline bundle (FLAGS="--sources …": docs/sources.md)
	@$(BIN)/python -m components.bundle $(if $(STACK),"$(STACK)",$(error say which stack: make bundle STACK=prod)) $(FLAGS)

demo: .venv ## build a cluster of one control plane and two workers on this machine
	$(BIN)/python -m lab.demo up

demo-down: .venv ## remove the demo's cluster and lab
	$(BIN)/python -m lab.demo down

test: lint ## run every test that this machine can run
	$(BIN)/pytest -m "$(FAST)" -n $(WORKERS) -q
	$(BIN)/pytest -m "(lab or engine) and not alone and not long" -n $(LANES) --dist loadgroup
	$(BIN)/pytest -m "alone and not long"

unit: .venv ## run the tests that need no lab; takes about two minutes on two cores
	$(BIN)/pytest -m "$(FAST) and not thorough" --hypothesis-profile=fast -n $(WORKERS) -q

lint: .venv ## run ruff, mypy and shellcheck
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy components __main__.py
	$(BIN)/mypy lab
	git ls-files '*.sh' tests/scripts/stand_ins | xargs --no-run-if-empty $(BIN)/shellcheck --external-sources

format: .venv ## format the Python files with ruff
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv ## measure the figures of docs/bench.md
	$(BIN)/python -m bench

e2e-long: .venv ## run the tests that take too long for every run
	$(BIN)/pytest -m "long" tests
