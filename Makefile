# The course in two commands: `make lab` and `make test`. Another Python: make lab PYTHON=python3.12
# Options are passed on: make lab ARGS="--no-browser --port 9999"   make test ARGS="-k consent"

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN = .venv/Scripts
else
BIN = .venv/bin
endif

.PHONY: lab test browser install lock data exercises outputs site handout bench mutants lint
.DEFAULT_GOAL := lab

lab:
	@$(PYTHON) start.py lab $(ARGS)

test:
	@$(PYTHON) start.py test $(ARGS)

# Authors' commands, with the authors' lock.
install:
	@$(PYTHON) start.py install --dev

browser: install
	$(BIN)/python -m pytest -m browser tests/browser $(ARGS)

lock: install
	$(BIN)/python -m tools.lock $(ARGS)

data: install
	$(BIN)/ethical-data data $(ARGS)

exercises: install
	$(BIN)/python tools/make_exercises.py $(ARGS)

outputs: install
	$(BIN)/python tools/write_outputs.py $(ARGS)

site: install
	$(BIN)/python tools/make_site.py $(ARGS)

handout: install
	$(BIN)/python tools/make_handout.py $(ARGS)

bench: install
	$(BIN)/python tools/bench.py $(ARGS)

# One module: make mutants ARGS=measure/rates. All of them take hours.
mutants: install
	$(BIN)/python -m tools.mutation $(ARGS)

lint: install
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
