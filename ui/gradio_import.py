"""Imports Gradio without the stub files that it writes for editors, which take half of its import time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE = "gradio.component_meta"
_WRITER_OF_STUBS = "create_or_modify_pyi"


def skip_stub_files() -> None:
    """Keep Gradio, if it is not imported yet, from writing `.pyi` files beside its modules as it is imported.

    For each of its 80 components it parses the source and renders a stub, about 2.6 of 5.6 s of processor time, and
    writes it into the installed package, which two starting processes do at the same time and a read-only
    installation forbids. A Gradio that no longer does so is imported as it is.
    """
    if _MODULE not in sys.modules:
        sys.meta_path.insert(0, _WithoutStubs())


class _WithoutStubs(MetaPathFinder):
    """Finds the one module whose function is put out of work; leaves all others to Python."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Quiet(spec.loader)
        return spec


class _Quiet(Loader):
    """Loads a module as its own loader does, then replaces its writer of stubs."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        if hasattr(module, _WRITER_OF_STUBS):
            setattr(module, _WRITER_OF_STUBS, lambda *_: None)
