"""The project holds to its own rules: names, layers, one file for each outside thing, pins, and a map that is whole."""

import ast
import gc
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "rag", "ui", "evals")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

ONLY_IN = {
    "chromadb": {"index/storage/dense.py"},
    "tantivy": {"index/storage/analysis.py", "index/storage/lexical.py"},
    "gradio": {"ui/app.py"},
    "openai": {"index/openai_server.py", "index/embedding/openai_embedder.py", "rag/llm/completions.py"},
}
READS_THE_ENVIRONMENT = {"index/config.py", "rag/config.py"}


def modules():
    """Return every module of the packages as a path from the root, benchmarks included."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@cache
def parsed(module):
    """Return a module's syntax tree."""
    return tree_of((ROOT / module).read_text(encoding="utf-8"))


def tree_of(source):
    """Return the syntax tree of Python source.

    Collected garbage may print a traceback, which parses source again, and CPython 3.11 fails at a parse within a parse
    (SystemError: AST constructor recursion depth mismatch): so none is collected meanwhile.
    """
    gc.disable()
    try:
        return ast.parse(source)
    finally:
        gc.enable()


def imported(module):
    """Return the top-level names that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def reads_the_environment(tree):
    """Return whether a syntax tree names the environment, as `os.environ` or imported from `os`."""
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            names |= {alias.name for alias in node.names}
    return not names.isdisjoint({"environ", "environb", "getenv", "getenvb", "*"})


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_names(requirements):
    return {normal(re.match(r"[A-Za-z0-9._-]+", text).group()) for text in requirements if isinstance(text, str)}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_ships_our_package_names(package):
    assert set(packages_distributions()[package]) == {"dateline"}


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_outside_library_is_imported_in_one_place(library):
    assert {module for module in modules() if library in imported(module)} == ONLY_IN[library]


def test_the_environment_is_read_in_the_config_files_only():
    assert {module for module in modules() if reads_the_environment(parsed(module))} == READS_THE_ENVIRONMENT


@pytest.mark.parametrize(
    "line", ["os.environ['HOME']", "os.getenv('HOME')", "from os import environ", "from os import *"]
)
def test_each_way_to_read_the_environment_is_seen(line):
    assert reads_the_environment(tree_of(line))


def test_imports_go_one_way():
    tool = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_package_is_named_in_pyproject():
    folders = {Path(module).parent.as_posix().replace("/", ".") for module in modules()}
    assert folders == set(PROJECT["tool"]["setuptools"]["packages"])


def test_the_readme_maps_every_module():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    mapped = re.findall(r"^\| `((?:index|rag|ui|evals)/\S+\.py)` \| \S", readme, re.MULTILINE)
    worth_a_line = [module for module in modules() if not module.endswith("__init__.py")]
    assert sorted(mapped) == worth_a_line


def test_constraints_pin_exact_versions_and_no_addresses():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"[a-z0-9._-]+==[\w.!+]+( ; .+)?")
    assert [line for line in lines if not pin.fullmatch(line)] == []


def test_constraints_pin_every_direct_dependency():
    pinned = requirement_names((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    groups = PROJECT["dependency-groups"].values()
    direct = requirement_names(PROJECT["project"]["dependencies"]).union(*map(requirement_names, groups))
    assert direct - pinned == set()


def test_nothing_installs_torch():
    pinned = requirement_names((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    assert not {name for name in pinned if name.startswith(("torch", "nvidia-", "tensorflow"))}


def test_every_runtime_dependency_is_used():
    libraries = packages_distributions()
    used = {normal(name) for module in modules() for top in imported(module) for name in libraries.get(top, [])}
    not_imported = {
        "lxml-html-clean",  # trafilatura imports it without asking for it
        "pip",  # run, not imported
    }
    assert requirement_names(PROJECT["project"]["dependencies"]) - used == not_imported


def test_licence_and_notice_are_shipped_and_name_the_models():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert "Apache License" in licence and "END OF TERMS AND CONDITIONS" in licence
    assert "all-MiniLM-L6-v2" in notice and "Qwen2.5-Coder-1.5B-Instruct" in notice
    assert {"LICENSE", "NOTICE"} == set(PROJECT["project"]["license-files"])


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")
def test_continuous_integration_runs_the_tests_of_the_readme():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
    plan = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "-m pytest" in plan
