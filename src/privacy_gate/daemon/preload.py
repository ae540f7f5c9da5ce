"""Loads everything that a check may need, before the first fork.

Nothing here may depend on the environment or on a repository: a child takes over those of its client later. The sample
texts make each module load its data files.
"""

from __future__ import annotations

import gc
import pkgutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from privacy_gate.base import warm
from privacy_gate.config import Config, Settings
from privacy_gate.documents import read
from privacy_gate.model import Exposure
from privacy_gate.model.documents import Blob
from privacy_gate.scan import Run
from privacy_gate.scan.gate import assemble

_ROOMS = (
    "base",
    "checkers",
    "config",
    "documents",
    "index",
    "model",
    "policy",
    "reporters",
    "rules",
    "scan",
    "sources",
)

_LIBRARIES = ("click", "hyperscan", "libcst", "libcst.metadata", "markdown_it", "sqlite3", "subprocess", "yaml")

_NOT_LOADED = "privacy_gate.index.organisation"

_DEFAULTS = Settings(Config(), None, Path("/"))

_SAMPLES = {
    "prompts/sample.md": "Write a function that merges.\n\n```python\ndef merge(a, b):\n    return a + b\n```\n",
    "sample.py": '"""Merge ranges."""\n\n\ndef merge(a, b):\n    # keep the order\n    return a + b\n',
    "sample.js": "// merges ranges\nfunction merge(a, b) { return a.concat(b); }\n",
    "sample.ts": "// merges ranges\nfunction merge(a: number[], b: number[]): number[] { return a.concat(b); }\n",
    "sample.go": "package sample\n\n// Merge merges ranges.\nfunc Merge(a, b []int) []int { return append(a, b...) }\n",
    "sample.java": "class Sample { int add(int a, int b) { return a + b; } }\n",
    "sample.sh": "# adds\nadd() { echo $(( $1 + $2 )); }\n",
    "sample.yaml": "name: value\nlist:\n  - one\n",
    "sample.json": '{"name": "value"}\n',
    "sample.toml": 'name = "value"\n',
}


def load_everything(names: Sequence[str]) -> None:
    """Import the modules of checks, of their libraries and `names`, and compute what all checks have in common."""
    for room in _ROOMS:
        _import_package(f"privacy_gate.{room}")
    _import_package("privacy_gate.integrations.assistants")
    for name in (*_LIBRARIES, *names):
        import_module(name)
    assemble(_DEFAULTS)  # compiles the databases if they are not in the cache
    with warm.keeping():
        _check_samples()
    gc.collect()
    gc.freeze()  # so that children do not copy pages only to count references of the collector


def _import_package(name: str) -> None:
    package = import_module(name)
    for found in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not found.name.startswith(_NOT_LOADED):
            import_module(found.name)


def _check_samples() -> None:
    run = Run(assemble(_DEFAULTS))
    for path, text in _SAMPLES.items():
        for exposure in Exposure:
            run.read([read(Blob(path, text.encode(), exposure))])
    run.report()
