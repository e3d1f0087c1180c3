.DEFAULT_GOAL := help
.PHONY: help setup rasa servers browser home-assistant-env hassil home-assistant run test test-component check format bench clean

python := .venv/bin/python

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make or refresh the hub's environment, .venv
	@deploy/setup/hub

rasa: ## make or refresh Rasa's environment, .venv-rasa (needs Python 3.10; 2.7 GB)
	@deploy/setup/rasa

servers: ## get the Mosquitto, PostgreSQL, espeak-ng and flite that the tests use
	@deploy/setup/servers

browser: ## get the Chromium in which the tests look at the web pages
	@deploy/setup/browser

home-assistant-env: ## make or refresh Home Assistant's environment, .venv-home-assistant (needs Python 3.13; 0.9 GB)
	@deploy/setup/home-assistant

hassil: ## make or refresh the environment of hassil, .venv-bench: a peer for the bench, and a reader of what is taken along
	@deploy/setup/bench

run: setup ## run the hub; without any settings, with a simulated home
	@[ -e .venv-rasa/setup-stamp ] || echo "Rasa is not set up here, so the embedded interpreter reads the sentences; 'make rasa' adds it."
	@exec $(python) -m hub run

home-assistant: setup home-assistant-env ## run a real Home Assistant with a simulated home, and the hub beside it
	@exec $(python) -m deploy.home_assistant

test: setup rasa servers browser home-assistant-env hassil ## set up everything the tests need, and run them
	$(python) -m pytest
	tests/component/run

test-component: home-assistant-env ## check and test the component for Home Assistant in its own environment
	tests/component/run

check: setup ## format, lint, types, import contracts, nothing private in the tree
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(python) -m pytest -q tests/test_repository.py

format: setup ## put the code into the house format and mend what can be mended
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: setup hassil ## measure turns, learning and starting, beside hassil
	$(python) -m tests.bench

clean: ## remove environments, tools and caches; the data folder stays
	rm -rf .venv .venv-rasa .venv-bench .venv-home-assistant .tools build dist *.egg-info
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find custom_components hub teaching devices dialogue migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +
