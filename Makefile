# The commands for developers. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test full parity quick check unit others lowest newest bounds audit release-check pins browser pages docs bench \
	bench-code bench-names bench-clean bench-history e2e faults fuzz regexes clean

help: ## list these commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)%/.installed: pyproject.toml
	@test -x $(VENV)$*/bin/python || $(PYTHON) -m venv $(VENV)$*
	@$(VENV)$*/bin/python -m pip install --no-compile --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## set up .venv, and run privacy-gate on examples/prompts/
	@$(BIN)/privacy-gate scan examples/prompts/ --config examples/privacy-gate.yaml --exit-zero --no-index

test: check unit others ## lint, types, import contracts, and all tests except those of `make full`

parity: $(STAMP) ## the tests that run commands, with the daemon; the results must be the same as without it (minutes)
	@PRIVACY_GATE_TESTS_DAEMON=on $(BIN)/python -m pytest -n auto --dist worksteal -m "not deep" $(COMMANDS)

full: $(STAMP) ## the tests that `make test` leaves out: much hostile text through every rule and parser (minutes)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m deep

quick: check ## the checks to run between two edits: lint, types, contracts, the tests of the core (a minute or two)
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not once and not deep" $(CORE)

check: $(STAMP) ## lint, types, import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > .lint-imports.log || { cat .lint-imports.log; exit 1; }

unit: $(STAMP)
	@$(BIN)/python -m pytest -n auto --dist worksteal

# the tests that most changes break, and that are fast
COMMANDS := $(addprefix tests/,canaries cli integrations test_bypasses.py test_hostile.py)
CORE := $(addprefix tests/,checkers config documents policy reporters scan test_messages.py test_startup.py)

# Leaves out the slow tests of git and pip, and the tests marked `once`. These measure how much work hostile texts cause
# in parsers and expressions, which does not depend on the Python version.
QUICK := -n auto --dist worksteal -m "not once and not deep" $(addprefix --ignore tests/,integrations/pre_commit cli/baseline \
	sources test_hostile.py $(addprefix integrations/github/test_action_,events.py inputs.py pull_requests.py))

# tests that depend on the Python version: syntax and parsers, expressions, start and processes, hooks, the wheel
VERSIONED := $(addprefix tests/,base checkers config documents index/origin scan test_messages.py test_startup.py test_wheel.py \
	cli/test_commands.py cli/test_closed_input.py rules/test_matching.py rules/test_rules.py) \
	$(addprefix tests/integrations/assistants/test_,guard.py installed.py prompts.py replies.py tools.py)

# the other Python versions on this computer
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

# pip cannot install the oldest allowed versions. uv is installed from PyPI, and uses the given Python
lowest: ## the quick tests with the oldest dependencies that pyproject.toml allows (PYTHON=python3.13)
	@$(MAKE) --no-print-directory bounds RESOLUTION=lowest-direct

newest: ## the quick tests with the newest dependencies that pyproject.toml allows (PYTHON=python3.13)
	@$(MAKE) --no-print-directory bounds RESOLUTION=highest

bounds: $(VENV)-release/.installed
	@base=$$($(PYTHON) -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'); \
	venv=$(VENV)-$(RESOLUTION)-$$($$base -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	$(VENV)-release/bin/uv venv --quiet --clear --python $$base $$venv && \
	$(VENV)-release/bin/uv pip install --quiet --python $$venv/bin/python --resolution $(RESOLUTION) --editable '.[dev]' && \
	$$venv/bin/python -m pytest $(QUICK)

audit: $(VENV)-release/.installed ## search the dependencies for known vulnerabilities (asks PyPI, or OSV with SERVICE=osv)
	@$(VENV)-release/bin/uv pip compile --quiet --no-header --universal --generate-hashes --extra languages --extra org \
		pyproject.toml | $(VENV)-release/bin/pip-audit --strict --disable-pip --require-hashes \
		--vulnerability-service $(or $(SERVICE),pypi) --requirement /dev/stdin

release-check: $(STAMP) $(VENV)-release/.installed ## build, install and test the package as it would be published, on every installed Python
	@$(VENV)-release/bin/python -m releasing

pins: $(VENV)-release/.installed ## write the pinned tools of the release workflow again
	@$(VENV)-release/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-annotate \
		--custom-compile-command 'make pins' --output-file .github/requirements/release.txt .github/requirements/release.in

browser: $(STAMP) ## the tests that need a browser; installs Debian's Chromium if none is installed
	@command -v chromium chromium-browser google-chrome >/dev/null || \
		$$(test "$$(id -u)" = 0 || echo sudo) apt-get install -y --no-install-recommends chromium >/dev/null || \
		{ echo 'Chromium is not installed, and apt-get could not install it'; exit 1; }
	@$(BIN)/python -m pytest -n 0 -rs tests/cleanroom/ledger/test_page.py tests/reporters/test_html.py tests/documentation/test_picture.py

pages: $(STAMP) ## write the generated pages of docs/ and README.md again
	@$(BIN)/python -m documentation

docs: pages $(VENV)-docs/.installed ## build the documentation into site/; a broken link is an error
	@$(VENV)-docs/bin/zensical build --clean --strict

# environments with the packages of one extra, without privacy-gate: the site builder, and the tools for a release
$(VENV)-docs/.installed $(VENV)-release/.installed: $(VENV)-%/.installed: pyproject.toml
	@test -x $(VENV)-$*/bin/python || $(PYTHON) -m venv $(VENV)-$*
	@$(VENV)-$*/bin/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['$*'])" | \
		xargs $(VENV)-$*/bin/python -m pip install --no-compile --quiet --disable-pip-version-check
	@touch $@

bench: $(STAMP) ## compare the speed with other tools, record the figures, write docs/speed.md (12 minutes, downloads)
	@$(BIN)/python -m benchmarks --record --page

bench-code: $(STAMP) ## measure how well code of a repository is found in prompts, compared with copydetect and jscpd (minutes, downloads)
	@$(BIN)/python -m benchmarks.code_matching
	@$(BIN)/python -m benchmarks.javascript
	@$(BIN)/python -m benchmarks.large_index

bench-names: $(STAMP) ## measure how well names of a repository are found, and how many neutral names a reader accepts (minutes, downloads)
	@$(BIN)/python -m benchmarks.names
	@$(BIN)/python -m benchmarks.proposals

bench-history: $(STAMP) ## compare the speed of `history` with other tools, write the table of docs/history.md (CLONES="FOLDER…"; long, downloads)
	@$(BIN)/python -m benchmarks.git_history --page $(CLONES)

.PHONY: bench-org
bench-org: $(STAMP) ## measure cost and detection of an organisation index; writes docs/scale.md (STAGES="workers page"; 15 minutes, downloads)
	@$(BIN)/python -m benchmarks.organisation $(STAGES)

e2e: $(STAMP) ## run the real assistants against a local model server, before and after `install` (downloads)
	@$(BIN)/python -m benchmarks.assistants

.PHONY: bench-masking
bench-masking: $(STAMP) ## measure the time of masking and restoring, as a whole and as a stream (seconds)
	@$(BIN)/python -m benchmarks.masking

bench-clean: $(STAMP) ## verify the properties of `clean`, and count what it fixes (CORPORA="FOLDER…"; minutes)
	@$(BIN)/python -m benchmarks.conversations
	@$(BIN)/python -m benchmarks.cleaning $(or $(CORPORA),examples/prompts)

.PHONY: bench-quiet
bench-quiet: $(STAMP) ## count the public commits and prompts with a finding, by rule (ONLY=report; minutes, downloads)
	@$(BIN)/python -m benchmarks.quiet_commits $(if $(ONLY),--only $(ONLY))
	@$(BIN)/python -m benchmarks.quiet_prompts $(if $(ONLY),--only $(ONLY))
	@$(BIN)/python -m benchmarks.openings

faults: $(STAMP) ## kill each kind of write (TIMES=100), and run ten processes at once (SCENES="…"; an hour)
	@$(BIN)/python -m tests.faults --times $(or $(TIMES),100) $(SCENES)

fuzz: $(STAMP) ## generated input for every reader of untrusted bytes (MINUTES=60 of processor time, TARGETS="…"; Linux)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),60) $(TARGETS)

regexes: $(STAMP) ## measure how the work of every expression grows on texts that almost match, the worst first (minutes)
	@$(BIN)/python -m tests.regexes

clean: ## remove everything that the other commands created
	rm -rf $(VENV) .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz .lint-imports.log dist build site
