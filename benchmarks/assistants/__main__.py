"""Try the assistants and print a table."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.assistants import claude, cline, codex, copilot, gemini, versions
from benchmarks.assistants.trials import InstalledAssistant, run_all
from benchmarks.assistants.versions import PINS, NotInstalledError

PROGRAMS = {
    "claude": claude.PROGRAM,
    "codex": codex.PROGRAM,
    "gemini": gemini.PROGRAM,
    "copilot": copilot.PROGRAM,
    "cline": cline.PROGRAM,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Try each assistant and print a table. 0 when each is installed and each trial holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assistants", description=__doc__)
    parser.add_argument("--only", action="append", choices=PROGRAMS, help="one assistant; repeatable")
    parser.add_argument("--trial", default="", help="only the trials whose name has these words")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    parser.add_argument("--scratch", type=Path, default=cache / "privacy-gate-e2e", help="default: %(default)s")
    parser.add_argument("--verbose", action="store_true", help="show what the assistants print")
    options = parser.parse_args(arguments)
    failed = 0
    for name in options.only or PROGRAMS:
        try:
            executable = versions.install(PINS[name], options.scratch)
        except NotInstalledError as error:
            print(f"{name}: FAIL not tried: {error}")
            failed += 1
            continue
        print(f"{name} ({PINS[name].version})")
        assistant = InstalledAssistant(
            name, executable, PROGRAMS[name], options.scratch / "runs" / name, options.verbose
        )
        results = []
        for result in run_all(assistant, options.trial):
            print(f"  {'ok  ' if result.holds else 'FAIL'} {result.what}: {result.outcome}", flush=True)
            results.append(result.holds)
        print(f"  {sum(results)} of {len(results)} hold", flush=True)
        failed += len(results) - sum(results)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
