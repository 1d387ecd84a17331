# Everything starts here. Each target does its own set-up on a fresh checkout and is quick the second time.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes

.PHONY: demo test check bench drill lock messages

demo: .venv/demo.stamp
	@exec $(PY) -m scripts.demo

test: .venv/dev.stamp
	@exec $(PY) -m pytest -n 3 --dist worksteal $(ARGS)

check: .venv/dev.stamp
	@exec $(PY) -m scripts.check $(ARGS)

bench: .venv/dev.stamp
	@exec $(PY) -m pytest -m bench -q $(ARGS)

drill: .venv/dev.stamp
	@exec $(PY) -m pytest -m drill -n 2 -q $(ARGS)

messages: .venv/dev.stamp
	@exec $(PY) -m scripts.messages $(ARGS)

# For maintainers: needs uv on the path. The locks name no index, so they work behind every mirror.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	$(LOCK) pyproject.toml -o requirements/base.txt
	$(LOCK) pyproject.toml --group embedded -o requirements/demo.txt
	$(LOCK) pyproject.toml --group embedded --group dev -o requirements/dev.txt

.venv/%.stamp: requirements/%.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: PYTHON=python3.11 make $(MAKECMDGOALS)"; exit 1; }
	@[ -x $(PY) ] && $(PY) -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: install the package python3-venv, then type the same command again."; exit 1; }; \
	  rm -rf .venv && $(PYTHON) -m venv .venv; }
	@echo "Installing $< …"
	@$(PIP) -r $<
	@touch $@
