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
    from privacy_gate.daemon import client

    if sys.argv[1:2] == ["hook"]:
        from privacy_gate.integrations.assistants import hook_entry

        hook_entry.enter(sys.argv[2:], _worker, client.run_hook)
    client.run(sys.argv[1:])
    from privacy_gate.cli import main as command_line

    command_line()


def _worker(name: str, config: str | None, data: bytes, say: Callable[[bytes], None]) -> None:
    from privacy_gate.daemon import starting
    from privacy_gate.integrations.assistants import hook_worker

    hook_worker.work(name, config, data, say)
    starting.start_for_next_time(sys.argv[1:])


if __name__ == "__main__":
    main()
