# Everything starts here: `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python
PORT ?= 8000
PIP := -m pip install --quiet --disable-pip-version-check

STAGE ?= dev
# These tests start programs and wait for them: side by side they would make each other late.
WORLDS := tests/browser tests/infra tests/local tests/world

.PHONY: help setup run serve test faults bench screenshots check fix docs clean package rehearse doctor deploy

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

setup: .venv/.done .venv-aws/.done ## create .venv and .venv-aws with everything that the other targets need

.venv/.done: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(PY) $(PIP) -r requirements-dev.txt
	@touch $@

.venv-aws/.done: requirements-aws.txt
	$(PYTHON) -m venv .venv-aws
	.venv-aws/bin/python $(PIP) -r requirements-aws.txt
	@touch $@

.venv-scan/.done: requirements-scan.txt
	$(PYTHON) -m venv .venv-scan
	.venv-scan/bin/python $(PIP) -r requirements-scan.txt
	@touch $@

.venv/.browser: .venv/.done
	@$(PY) -m tests.browser.chromium
	@touch $@

run: setup ## the main job: play one story end to end, then keep serving (ONCE=1 stops after the story)
	@$(PY) -m local run --port $(PORT) $(if $(filter 1,$(ONCE)),--once)

serve: setup ## the local world alone, without the story
	@$(PY) -m local serve --port $(PORT)

test: setup .venv/.browser .venv-scan/.done ## every test
	@$(PY) -m pytest -n auto --dist loadfile $(WORLDS:%=--ignore=%)
	@$(PY) -m pytest $(WORLDS)

faults: setup ## the fault simulation: every crash at every boundary, and deliberate mistakes that it must catch
	@$(PY) -m tests.faults

bench: setup ## the benchmarks; writes their figures into docs/performance.md
	@$(PY) -m bench

screenshots: setup .venv/.browser ## take the pages' pictures anew, into docs/screenshots
	@$(PY) -m tests.browser.screenshots

package: .venv/.done ## make what is deployed to AWS, in build/$(STAGE) (STAGE=dev, live or prod)
	@$(PY) -m infra package --stage '$(STAGE)'

rehearse: setup ## deploy the package whole on the local AWS emulator, each function under its own role, and play the story
	@$(PY) -m local.rehearsal

doctor: .venv/.done ## look at the AWS account and the settings of $(STAGE), change nothing, and say what is wrong
	@$(PY) -m infra doctor --stage '$(STAGE)'

deploy: .venv/.done ## put the package of $(STAGE) into your AWS account
	@$(PY) -m infra deploy --stage '$(STAGE)'

check: .venv/.done ## format, lint, types, import direction, generated docs current
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m docs.generate --check

fix: .venv/.done ## apply the formatter and the linter's safe fixes
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

docs: .venv/.done ## write the generated pages of docs/
	@$(PY) -m docs.generate

clean: ## remove what worlds and tools left behind, packages (build/) too; not while a world runs
	@$(PYTHON) -m local.in_use
	rm -rf .local build .mypy_cache .ruff_cache .pytest_cache .hypothesis
