# Every command here works in a clean clone; set-up is done by the first one that needs it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt
SAMPLE := eval/sample/experiences.csv
SHOWN := as-durable-skills,ut-portrait,career-clusters-2024,ccss-math

.PHONY: help setup demo test check fix docs eval baseline eval-full training-data train bench bench-batch bench-search bench-review notebooks clean

help:            ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(VENV)/.base: pyproject.toml .ci/constraints.txt
	@echo "setting up $(VENV) (once; a few minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	@$(PIP) -e '.[test]'
	@touch $@

setup: $(VENV)/.test  ## install everything into .venv

demo: $(VENV)/.base   ## set up, translate the sample log, print a table, write out/demo/report.html
	@mkdir -p out/demo
	@$(BIN)/skillweave translate $(SAMPLE) --frameworks $(SHOWN) --report out/demo/report.html
	@echo "the page with every text, its evidence and all claims: out/demo/report.html"

test: $(VENV)/.test   ## set up and run every test
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.test  ## format, lint, types, import contracts, templates
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy src tests eval notebooks docs conftest.py
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --lint --quiet --profile=jinja --extension=j2 --ignore=J004,J018,H023 src/skillweave

fix: $(VENV)/.test    ## format, and safe fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.test   ## regenerate docs/cli.md and the table of modules in docs/architecture.md
	@$(BIN)/python docs/generate_cli.py
	@$(BIN)/python docs/generate_modules.py

eval: $(VENV)/.test   ## measure a fast subset, compare with eval/baseline.json, write out/eval/report.html
	@mkdir -p out/eval
	@$(BIN)/skillweave eval run --fast --name "fast subset" --against eval/baseline.json \
		-o out/eval/fast.json --report out/eval/report.html

baseline: $(VENV)/.test  ## measure the fast subset anew and write eval/baseline.json, after a change that is wanted
	@$(BIN)/skillweave eval run --fast --anew --no-baselines --bare --name "fast subset" -o eval/baseline.json

eval-full: $(VENV)/.test  ## measure every set; what was measured by the same code is read, not measured again
	@mkdir -p out/eval
	@$(BIN)/skillweave eval run --name "all sets" -o out/eval/full.json --report out/eval/full.html

training-data: $(VENV)/.test  ## check the training rows and print how far second labels agree
	@$(BIN)/python -m eval.training_data

train: $(VENV)/.test  ## train the adapter and heads anew into out/train; half an hour on two cores
	@mkdir -p out/train
	@$(BIN)/python -m eval.train -o out/train/weave-v1.safetensors

bench: $(VENV)/.test  ## time and memory of translating, as ratios
	@$(BIN)/python eval/bench.py

bench-batch: $(VENV)/.test  ## cost of runs into folders: workers, memory, resume, Ray, growth; over an hour (python -m eval.bench_batch --quick: minutes)
	@OMP_NUM_THREADS=1 $(BIN)/python -m eval.bench_batch

bench-search: $(VENV)/.test  ## exact search against an approximate index, by the number of competencies
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m eval.bench_search

bench-review: $(VENV)/.test  ## time of the review server, as ratios, on SQLite and PostgreSQL
	@$(BIN)/python -m eval.bench_review

notebooks: $(VENV)/.test  ## run the notebooks and keep their outputs
	@$(BIN)/python notebooks/execute.py

clean:           ## remove what the commands made
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
