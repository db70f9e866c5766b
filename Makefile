# Bare Python 3.11+ and make are enough: `make` builds .venv, `make chat` opens the page.
VENV    := .venv
PYTHON  := $(VENV)/bin/python
INSTALL := $(VENV)/bin/uv pip install --quiet --python $(PYTHON) --compile-bytecode --constraint constraints.txt
FIND    := for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; exit; }; done; \
	echo "Dateline needs Python 3.11 or newer on the PATH; none was found." >&2; exit 1

.DEFAULT_GOAL := install
.PHONY: install chat native test check bench screenshot constraints clean

install: $(VENV)/installed            ## build .venv with everything that runs Dateline

chat: install                         ## open the chat in the browser; ARGS="--port 8000"
	@$(VENV)/bin/dateline chat $(ARGS)

# The wheel of the engine is for any processor of the last ten years; one with AVX-512 reads faster with its own (see
# the README's figures). Left out are what is fetched while building: TLS and a second kind of grammar, of which a local model needs
# neither. Where the build fails, the wheel stays.
native: install                       ## build the local models' engine for this processor; minutes, wants a C++ compiler
	@command -v c++ >/dev/null || { echo "make native needs a C++ compiler, and there is no c++ on the PATH." \
		"Install one (Debian: g++; macOS: xcode-select --install); until then the wheel's engine serves." >&2; exit 1; }
	@echo "Building the engine of the local models for this processor (some 7 minutes on 2 cores) …" >&2
	@$(INSTALL) --group native
	@PATH="$(abspath $(VENV))/bin:$$PATH" CMAKE_ARGS="-DLLAMA_BUILD_BORINGSSL=OFF -DLLAMA_LLGUIDANCE=OFF" \
		$(INSTALL) --no-deps --no-binary xllamacpp --reinstall-package xllamacpp xllamacpp

test: $(VENV)/installed-test          ## every test; ARGS="-k repair"
	@sh tests/install_browser.sh $(PYTHON)
	@$(PYTHON) -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile $(ARGS)

check: $(VENV)/installed-check        ## lint, format, types, layers
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/installed-bench        ## the figures of the README; ARGS="search"
	@$(PYTHON) -m evals.bench $(ARGS)

screenshot: $(VENV)/installed-test    ## take ui/screenshot.png again, with the writer of the settings
	@PYTHONPATH=. $(PYTHON) tests/ui/screenshot.py $(ARGS)

constraints: $(VENV)/installed        ## raise nothing, resolve again: constraints.txt from pyproject.toml
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --group make --group test --group check --group bench --group models \
		--group native \
		--output-file constraints.txt pyproject.toml

clean:                                ## forget .venv; collections and models are kept elsewhere
	rm -rf $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt
	@echo "Installing into $(VENV) (about 900 MB, once) …" >&2
	@$(PYTHON) -c '' 2>/dev/null || { python=$$($(FIND)) && $$python -m venv --clear $(VENV); }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@$(INSTALL) --editable .
	@$(PYTHON) -m compileall -q index rag ui evals
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@$(INSTALL) --group test
	@touch $@

$(VENV)/installed-bench: $(VENV)/installed-test
	@$(INSTALL) --group bench
	@touch $@

$(VENV)/installed-check: $(VENV)/installed-test
	@$(INSTALL) --group check
	@touch $@
