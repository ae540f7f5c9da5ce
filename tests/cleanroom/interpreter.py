"""A Python for the tests of prompts that leaves pytest's other plugins out: they take most of its start."""

from __future__ import annotations

import sys
from pathlib import Path


def virtual_environment(folder: Path) -> Path:
    """A folder that is as much of a virtual environment as the gate looks for."""
    file = folder / "bin" / "python"
    file.parent.mkdir(parents=True)
    file.write_text(f'#!/bin/sh\nPYTEST_DISABLE_PLUGIN_AUTOLOAD=1 exec "{sys.executable}" "$@"\n')
    file.chmod(0o755)
    return folder
