"""`make regexes`: python -m tests.regexes [--worst N]

Every expression of the rules, of detect-secrets and of the code, searched for in texts that nearly match it, at three
sizes: the work for a character, and the power of the length with which it grows (1 is linear). Those of the code are
used on a line or a value as a rule, and are searched for in all of a text here.
"""

from __future__ import annotations

import argparse
import importlib
import math
import pkgutil
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import privacy_gate
from privacy_gate.near_misses import filled, near_misses

SIZES = 2_000, 8_000, 32_000  # characters
_SLOW = 0.3  # seconds after which no larger text is tried


class Seen(NamedTuple):
    """An expression, where it stands, and what it costs."""

    power: float
    micros: float
    where: str
    regex: str


def of_the_code() -> dict[str, tuple[str, int]]:
    """What is compiled when all modules are loaded: the expression's place, by its text and flags."""
    found: dict[str, tuple[str, int]] = {}
    real, folder = re.compile, str(Path(privacy_gate.__file__).parent)

    def noting(regex: Any, flags: int = 0) -> Any:
        caller = sys._getframe(1)
        if caller.f_code.co_filename.startswith(folder):
            text = regex if isinstance(regex, str) else regex.decode("latin-1")
            place = f"{Path(caller.f_code.co_filename).relative_to(folder)}:{caller.f_lineno}"
            found.setdefault(f"{place} {len(found)}", (text, int(flags)))
        return real(regex, flags)

    with mock.patch.object(re, "compile", noting):
        for module in pkgutil.walk_packages(privacy_gate.__path__, "privacy_gate."):
            if not module.name.endswith(("__main__", "pytest_report")):  # these run when they are loaded
                importlib.import_module(module.name)
    return found


def of_the_rules() -> dict[str, tuple[str, int]]:
    from privacy_gate.config import Config, Settings
    from privacy_gate.gate import assemble

    matcher = assemble(Settings(Config(), None, Path())).matcher
    return {f"{item.rule} {number}": (item.regex, 0) for number, item in enumerate(matcher.patterns)}


def measured(where: str, regex: str, flags: int) -> Seen:
    expression = re.compile(regex, flags)
    first = {unit: _cost(expression, filled(unit, 400)) / max(400, len(unit)) for unit in near_misses(regex)}
    worst = Seen(0, 0, where, regex)
    for unit in sorted(first, key=lambda unit: -first[unit])[:3]:
        sizes = [filled(unit, max(size, 4 * len(unit))) for size in SIZES]
        costs: list[tuple[int, float]] = []
        for text in sizes:
            costs.append((len(text), min(_cost(expression, text) for _ in range(3))))
            if costs[-1][1] > _SLOW:
                break
        (short, little), (long, much) = costs[max(0, len(costs) - 2)], costs[-1]
        power = math.log(much / little) / math.log(long / short) if long > short and little > 0 else 9.0
        if much > 1e-4:  # below that it is the clock that is measured
            worst = max(worst, Seen(power, much / long * 1e6, where, regex), key=lambda seen: (seen.power, seen.micros))
    return worst


def _cost(expression: re.Pattern[str], text: str) -> float:
    began = time.thread_time()
    for _ in expression.finditer(text):
        pass
    return time.thread_time() - began


def every() -> Iterator[Seen]:
    for where, (regex, flags) in (of_the_code() | of_the_rules()).items():
        yield measured(where, regex, flags)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.regexes")
    parser.add_argument("--worst", type=int, default=25)
    seen = sorted(every(), reverse=True)
    print(f"{len(seen)} expressions at {', '.join(f'{size:,}' for size in SIZES)} characters that nearly match")
    print("power  µs a character")
    for one in seen[: parser.parse_args().worst]:
        print(f"{one.power:5.2f}  {one.micros:8.2f}  {one.where}  {one.regex[:90]!r}")


if __name__ == "__main__":
    main()
