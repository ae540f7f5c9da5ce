"""`privacy-gate` and `python -m privacy_gate`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

_GARBAGE = 100_000
"""New objects before Python looks for cycles among them: starting up makes fewer, and hardly one that is garbage."""


def main() -> None:
    """Run a command and exit with its code. What an assistant's hook runs gets a parent that outlives it."""
    gc.set_threshold(_GARBAGE)
    if sys.argv[1:2] == ["hook"]:
        from privacy_gate.assistants import entry

        entry.enter(sys.argv[2:], _worker)
    from privacy_gate import kept_expressions
    from privacy_gate.cli import main as command_line

    if sys.argv[1:] and not sys.argv[1].startswith("-"):  # --version compiles less than reading would cost
        kept_expressions.begin(sys.argv[1])
    command_line()


def _worker(name: str, config: str | None, data: bytes, say: Callable[[bytes], None]) -> None:
    from privacy_gate import kept_expressions

    kept_expressions.begin("hook")
    from privacy_gate.cli import hooking

    hooking.work(name, config, data, say)
    kept_expressions.keep()


if __name__ == "__main__":
    main()
