# The six words of every day. `make` alone says what they do.

PYTHON ?= python3
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet
IN_PARALLEL ?= --numprocesses=logical --dist=worksteal

# A stamp is named for what it was made from, so that a second run has nothing to do and a changed lock has.
SERVE_STAMP := .venv/.serve-$(shell cat requirements.lock pyproject.toml | cksum | tr ' ' '-')
TEST_STAMP := .venv/.test-$(shell cat requirements-test.lock pyproject.toml | cksum | tr ' ' '-')

# As an installation has it: Python reads the portal's modules without translating them again with every start, also
# where the environment tells it to write nothing down.
COMPILED := .venv/.compiled

.DEFAULT_GOAL := help
.PHONY: bench-audit bench-pages bench-search bench-scale bench-first-view bench-inside help serve test check auditor audit catalog fonts lock bench-qr bench-posters bench-enrol bench-rentals bench-import

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(SERVE_STAMP) $(COMPILED) ## install, migrate, load the content and serve on http://127.0.0.1:8000 (HOST, PORT and PORTAL_* change it)
	@exec .venv/bin/portal serve

test: $(TEST_STAMP) ## run every test on SQLite and again on PostgreSQL, in a real browser too
	@.venv/bin/python -m tests.support.suite $(IN_PARALLEL)

check: $(TEST_STAMP) ## lint, types, import contracts, templates, then every test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	@$(MAKE) --no-print-directory test

auditor: $(TEST_STAMP) ## install what `.venv/bin/python -m accessibility audit URL` needs, to look at any site
	@echo 'Now: .venv/bin/python -m accessibility audit https://site.example/ --crawl 40'

audit: $(TEST_STAMP) ## look at every page of the portal with the eyes of an elder
	@.venv/bin/python -m tests.support.audit_portal

bench-enrol: $(TEST_STAMP) ## 500 people for 40 places: sign-ups a second on both databases
	@PYTHONPATH=. .venv/bin/python bench/enrol.py

catalog: $(TEST_STAMP) ## gather every word that residents read and bring the Chinese catalogue up to date
	.venv/bin/python -m tests.support.catalog

fonts: $(TEST_STAMP) ## cut the fonts for paper again, from FONTS_FROM=folder of the unpacked npm package
	.venv/bin/python -m tests.support.cut_fonts $(FONTS_FROM)

bench-qr: $(TEST_STAMP) ## print how often two decoders read our codes from spoilt pictures
	@$(PIP) install --require-hashes --requirement requirements-bench.lock
	@PYTHONPATH=. .venv/bin/python bench/qr.py

bench-rentals: $(TEST_STAMP) ## print how long a calendar and a booking take with 2,000 items
	@PYTHONPATH=. .venv/bin/python bench/rentals.py

bench-import: $(TEST_STAMP) ## print how long a sheet of 500 courses takes, and that its trial writes nothing
	@PYTHONPATH=. .venv/bin/python -m bench.import_courses

bench-posters: $(TEST_STAMP) ## print how long a poster takes and how large it is
	@PYTHONPATH=. .venv/bin/python bench/posters.py

bench-pages bench-search bench-scale bench-first-view bench-inside bench-audit: $(TEST_STAMP) $(COMPILED) ## compare with a floor in one run (bench/README.md)
	@.venv/bin/python -m bench.$(subst -,_,$(@:bench-%=%))

lock: ## choose the newest versions that pyproject.toml allows and write both locks (needs uv)
	$(LOCK) --upgrade pyproject.toml --extra postgres --extra s3 --extra valkey --output-file requirements.lock
	$(LOCK) --upgrade pyproject.toml --extra postgres --extra s3 --extra valkey --group test --group check \
		--constraint requirements.lock --output-file requirements-test.lock
	$(LOCK) --upgrade --group bench --output-file requirements-bench.lock

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'The portal needs Python 3.11 or newer. Install it, or name it: make serve PYTHON=/path/to/python3.11' >&2; exit 1; }
	@echo 'Making .venv …'
	@$(PYTHON) -m venv .venv

$(SERVE_STAMP): | .venv/bin/pip
	@echo 'Installing what the portal needs. This is done once and takes about a minute …'
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --editable .
	@rm -f .venv/.serve-* && touch $@

$(COMPILED): $(shell find portal -name '*.py') | $(SERVE_STAMP)
	@.venv/bin/python -m compileall -q portal && touch $@

$(TEST_STAMP): | $(SERVE_STAMP)
	@echo 'Installing what the tests need. This is done once and takes about a minute …'
	@$(PIP) install --require-hashes --requirement requirements-test.lock
	@rm -f .venv/.test-* && touch $@
