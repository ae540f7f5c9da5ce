# Words a person expects; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test full parity quick check unit others lowest newest bounds audit release-check pins browser pages docs bench \
	bench-code bench-names bench-clean bench-history e2e faults fuzz regexes clean

help: ## list these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)%/.installed: pyproject.toml
	@test -x $(VENV)$*/bin/python || $(PYTHON) -m venv $(VENV)$*
	@$(VENV)$*/bin/python -m pip install --no-compile --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## set up, and run the gate on examples/prompts/
	@$(BIN)/privacy-gate scan examples/prompts/ --config examples/privacy-gate.yaml --exit-zero --no-index

test: check unit others ## lint, types, import contracts, and all tests but those of `make full`

parity: $(STAMP) ## the tests that run commands, now with the daemon: the same must come out (minutes)
	@PRIVACY_GATE_TESTS_DAEMON=on $(BIN)/python -m pytest -n auto --dist worksteal -m "not deep" $(COMMANDS)

full: $(STAMP) ## the tests that `make test` leaves out: much hostile text, through every rule and parser (minutes)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m deep

quick: check ## what to run between two edits: lint, types, contracts, the tests of the core (a minute or two)
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not once and not deep" $(CORE)

check: $(STAMP) ## lint, types, import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > .lint-imports.log || { cat .lint-imports.log; exit 1; }

unit: $(STAMP)
	@$(BIN)/python -m pytest -n auto --dist worksteal

# what most changes break, and fast
COMMANDS := $(addprefix tests/,canaries cli integrations test_bypasses.py test_hostile.py)
CORE := $(addprefix tests/,checkers config documents policy reporters scan test_messages.py test_startup.py)

# Without the tests that are slow and about git and pip, and without those marked `once`: how much work
# hostile texts are to parsers and expressions that no Python changes.
QUICK := -n auto --dist worksteal -m "not once and not deep" $(addprefix --ignore tests/,integrations/pre_commit cli/baseline \
	sources test_hostile.py $(addprefix integrations/github/test_action_,events.py inputs.py pull_requests.py))

# what depends on the version of Python: syntax and parsers, expressions, start and processes, hooks, the wheel
VERSIONED := $(addprefix tests/,base checkers config documents index/origin scan test_messages.py test_startup.py test_wheel.py \
	cli/test_commands.py cli/test_closed_input.py rules/test_matching.py rules/test_rules.py) \
	$(addprefix tests/integrations/assistants/test_,guard.py installed.py prompts.py replies.py tools.py)

# the other Pythons that this machine has
OTHERS := $(shell for minor in 11 12 13 14; do \
	python3.$$minor -c 'import ensurepip, venv' 2>/dev/null && echo 3.$$minor; done)

others: $(STAMP)
	@own=$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	for version in $(OTHERS); do \
		test $$version = $$own && continue; \
		echo "Python $$version"; \
		$(MAKE) --no-print-directory PYTHON=python$$version $(VENV)-$$version/.installed && \
		$(VENV)-$$version/bin/python -m pytest -n auto --dist worksteal -m "not once and not deep" $(VERSIONED) || exit 1; \
	done

# pip knows no such resolution; uv is fetched from PyPI, and uses the Python that is there
lowest: ## the quick tests with the oldest of all that pyproject.toml allows (PYTHON=python3.13)
	@$(MAKE) --no-print-directory bounds RESOLUTION=lowest-direct

newest: ## the quick tests with the newest of all that pyproject.toml allows (PYTHON=python3.13)
	@$(MAKE) --no-print-directory bounds RESOLUTION=highest

bounds: $(VENV)-release/.installed
	@base=$$($(PYTHON) -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'); \
	venv=$(VENV)-$(RESOLUTION)-$$($$base -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	$(VENV)-release/bin/uv venv --quiet --clear --python $$base $$venv && \
	$(VENV)-release/bin/uv pip install --quiet --python $$venv/bin/python --resolution $(RESOLUTION) --editable '.[dev]' && \
	$$venv/bin/python -m pytest $(QUICK)

audit: $(VENV)-release/.installed ## known holes in what the package brings along (asks PyPI or OSV: SERVICE=osv)
	@$(VENV)-release/bin/uv pip compile --quiet --no-header --universal --generate-hashes --extra languages --extra org \
		pyproject.toml | $(VENV)-release/bin/pip-audit --strict --disable-pip --require-hashes \
		--vulnerability-service $(or $(SERVICE),pypi) --requirement /dev/stdin

release-check: $(STAMP) $(VENV)-release/.installed ## build, install and try what would be published, on every Python here
	@$(VENV)-release/bin/python -m releasing

pins: $(VENV)-release/.installed ## write the pinned tools of the release workflow anew
	@$(VENV)-release/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-annotate \
		--custom-compile-command 'make pins' --output-file .github/requirements/release.txt .github/requirements/release.in

browser: $(STAMP) ## the tests that need a browser; installs Debian's Chromium where there is none and it can
	@command -v chromium chromium-browser google-chrome >/dev/null || \
		$$(test "$$(id -u)" = 0 || echo sudo) apt-get install -y --no-install-recommends chromium >/dev/null || \
		{ echo 'there is no Chromium, and apt-get could not install it'; exit 1; }
	@$(BIN)/python -m pytest -n 0 -rs tests/cleanroom/ledger/test_page.py tests/reporters/test_html.py tests/documentation/test_picture.py

pages: $(STAMP) ## write the generated pages of docs/ and README.md anew
	@$(BIN)/python -m documentation

docs: pages $(VENV)-docs/.installed ## build the documentation into site/; a broken link fails
	@$(VENV)-docs/bin/zensical build --clean --strict

# what one extra lists, and not the package: the builder of pages, the tools of a release
$(VENV)-docs/.installed $(VENV)-release/.installed: $(VENV)-%/.installed: pyproject.toml
	@test -x $(VENV)-$*/bin/python || $(PYTHON) -m venv $(VENV)-$*
	@$(VENV)-$*/bin/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['$*'])" | \
		xargs $(VENV)-$*/bin/python -m pip install --no-compile --quiet --disable-pip-version-check
	@touch $@

bench: $(STAMP) ## time the gate against its peers, keep the figures, write docs/speed.md (12 minutes, downloads)
	@$(BIN)/python -m benchmarks --record --page

bench-code: $(STAMP) ## how well code of a repository is found in prompts, beside copydetect and jscpd (minutes, downloads)
	@$(BIN)/python -m benchmarks.code_matching
	@$(BIN)/python -m benchmarks.javascript
	@$(BIN)/python -m benchmarks.large_index

bench-names: $(STAMP) ## how well names of a repository are found, and how many neutral names a reader accepts (minutes, downloads)
	@$(BIN)/python -m benchmarks.names
	@$(BIN)/python -m benchmarks.proposals

bench-history: $(STAMP) ## time the history against its peers, write the table of docs/history.md (CLONES="FOLDER…"; long, downloads)
	@$(BIN)/python -m benchmarks.git_history --page $(CLONES)

.PHONY: bench-org
bench-org: $(STAMP) ## what an organisation's index costs and finds; writes docs/scale.md (STAGES="workers page"; 15 minutes, downloads)
	@$(BIN)/python -m benchmarks.organisation $(STAGES)

e2e: $(STAMP) ## the real assistants against a model server on this machine, before and after install (downloads)
	@$(BIN)/python -m benchmarks.assistants

.PHONY: bench-masking
bench-masking: $(STAMP) ## how long masking and unmasking take, whole and as a stream (seconds)
	@$(BIN)/python -m benchmarks.masking

bench-clean: $(STAMP) ## whether cleaning keeps its laws, and how much it mends (CORPORA="FOLDER…"; minutes)
	@$(BIN)/python -m benchmarks.conversations
	@$(BIN)/python -m benchmarks.cleaning $(or $(CORPORA),examples/prompts)

.PHONY: bench-quiet
bench-quiet: $(STAMP) ## how many public commits and prompts get a finding, by rule (ONLY=report; minutes, downloads)
	@$(BIN)/python -m benchmarks.quiet_commits $(if $(ONLY),--only $(ONLY))
	@$(BIN)/python -m benchmarks.quiet_prompts $(if $(ONLY),--only $(ONLY))
	@$(BIN)/python -m benchmarks.openings

faults: $(STAMP) ## kill each kind of write (TIMES=100), and let ten processes work at once (SCENES="…"; an hour)
	@$(BIN)/python -m tests.faults --times $(or $(TIMES),100) $(SCENES)

fuzz: $(STAMP) ## made-up input for every reader of hostile bytes (MINUTES=60 of processor time, TARGETS="…"; Linux)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),60) $(TARGETS)

regexes: $(STAMP) ## how the work of every expression grows on texts that almost match, the worst first (minutes)
	@$(BIN)/python -m tests.regexes

clean: ## remove what the other words made
	rm -rf $(VENV) .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz .lint-imports.log dist build site
