"""One mutant under test, in a process of its own: ``python -m bench.mutant_run MODULE NODE CHANGE TEST…``.

The module is mutated as it is imported: no file is written, so the work tree is never in a broken state. Exit code 0
when the tests pass (the mutant lives), anything else when they notice it. With ``-`` for the module nothing is mutated.
"""

import importlib.util
import resource
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType
from typing import Any

import pytest

from bench.mutants import Mutant, mutated

CPU_SECONDS = 90
MEMORY = 3_000_000_000


class _MutantLoader(SourceFileLoader):
    """Compiles the source with the fault, past all caches."""

    def __init__(self, module: str, path: str, mutant: Mutant) -> None:
        super().__init__(module, path)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.get_filename(fullname)).decode()
        return compile(mutated(source, self.mutant), self.path, "exec")


class _MutantFinder(MetaPathFinder):
    """Finds the one module that is mutated; all others are found as always."""

    def __init__(self, path: str, mutant: Mutant) -> None:
        self.path = path
        self.mutant = mutant

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        del path, target
        if fullname != self.mutant.module:
            return None
        loader = _MutantLoader(fullname, self.path, self.mutant)
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


def main(arguments: list[str]) -> int:
    """Run the tests against the mutant; pytest's exit code."""
    module, node, change, *tests = arguments
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    path = f"{module.replace('.', '/')}.py"
    mutant = Mutant(module, path, int(node), int(change), 0, "")
    sys.meta_path.insert(0, _MutantFinder(path, mutant))
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--no-header", *tests]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
