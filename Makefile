# Everything starts here: `make run` runs Porchlight, `make test` checks it. Both install what they need.
PYTHON ?= python3.10
BIN := .venv/bin
INSTALLED := .venv/.installed
export RASA_TELEMETRY_ENABLED = false
export TF_CPP_MIN_LOG_LEVEL = 3

.PHONY: run test with-model without-model model test-postgresql bench evaluate audit pictures lint format install clean

run: $(INSTALLED)  ## run the service on this machine
	@exec $(BIN)/porchlight serve

test: $(INSTALLED)  ## every check and every test
	@$(MAKE) --no-print-directory --jobs 2 with-model without-model

with-model: model
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore tests/facilities_db

without-model: lint  # while the model is trained: that takes minutes, and leaves a core half idle
	$(BIN)/pytest tests/facilities_db

test-postgresql: $(INSTALLED)  ## the journal's and the hotline's tests, on PostgreSQL instead of SQLite
	$(BIN)/pytest -n 2 --dist loadfile --postgresql --ignore tests/hotline/desk tests/connectors tests/hotline

model: $(INSTALLED)  ## train the model where what it is made of has changed
	$(BIN)/porchlight train --quiet

lint: $(INSTALLED)  ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(INSTALLED)  ## measure, and write the .md pages in benchmarks/
	$(BIN)/python -m benchmarks.directory
	$(BIN)/python -m benchmarks.desk
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks

evaluate: $(INSTALLED)  ## measure how well it understands, and write docs/evaluation.md
	$(BIN)/porchlight evaluate

audit: $(INSTALLED)  ## look up every pinned version in a database of known vulnerabilities
	$(BIN)/python -m tests.audit

pictures: $(INSTALLED)  ## photograph the desk for docs/
	$(BIN)/python -m tests.pictures

install: $(INSTALLED)  ## make .venv with the command porchlight in it

$(INSTALLED): constraints.txt pyproject.toml
	@$(PYTHON) --version >/dev/null 2>&1 || { echo "Porchlight needs Python 3.10. Install it, or say where it is: make PYTHON=/path/to/python3.10 run"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED)

constraints.txt: ; # kept by `make pin`

pin: $(INSTALLED)  ## refresh constraints.txt from pyproject.toml
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --python-version 3.10 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --allow-unsafe --output-file constraints.txt

clean:
	rm -rf .venv var bot/models
