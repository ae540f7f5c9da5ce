"""`make regexes`: python -m tests.regexes [--worst N] [--only code|rules]

Every expression of the rules, of detect-secrets and of the code, used on texts that almost match, at two sizes and
where that looks bad at three: the work for a character, and the power of the length with which it grows (1 is linear).
What the code only matches at a place is not searched for here either; what it searches for in a line or a value is
searched for in all of a text, so that `_BOUNDED` says of some why that cannot happen.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import math
import pkgutil
import re
import sys
import time
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import privacy_gate
from privacy_gate.rules.regex_samples import fill, near_misses

SIZES = 2_000, 8_000, 32_000  # characters
_SLOW = 0.3  # seconds after which no larger text is tried
_TOLD = 1e-4  # seconds; below that it is the clock that is measured
_LINEAR = 1.2
"""The power above which there must be a reason."""
_MOST = 10.0
"""Microseconds of processor time for a character above which there must be a reason."""

_BOUNDED: dict[str, str] = {
    "base/git/listing.py": "what git itself prints, each entry of which has the end that is looked for",
    "cleanroom/clauses.py": "asked at the first of at most 199 characters",
    "cli/init/discovery.py": "a path, of at most some thousand characters",
    "index/lexer.py": "the text ends before the blanks that no token follows",
}
"""Modules with expressions that grow faster, with why they never meet a long text."""


class Expression(NamedTuple):
    """An expression, with its flags, and whether the code only asks for it at one place of a text."""

    regex: str
    flags: int = 0
    is_anchored: bool = False


class Seen(NamedTuple):
    """An expression, where it stands, and what it costs."""

    power: float
    micros: float
    where: str
    regex: str


_FOLDER = Path(privacy_gate.__file__).parent
_AT_ONE_PLACE = {"match", "fullmatch"}


def of_the_code() -> dict[str, Expression]:
    """What is compiled when all modules are loaded, and what is written out in a call, by its place."""
    found, known = {}, set()
    for (file, line), (regex, flags) in _loaded().items():
        known.add((regex, flags))
        found[f"{file}:{line:.2f}"] = Expression(regex, flags, is_anchored=int(line) in _anchored(file))
    for source in sorted(_FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_bytes())):
            match node:
                case ast.Call(ast.Attribute(ast.Name("re"), how), [ast.Constant(str() | bytes() as written), *_]):
                    regex = written if isinstance(written, str) else written.decode("latin-1")
                    if (regex, _flags(node)) not in known:
                        one = Expression(regex, _flags(node), how in _AT_ONE_PLACE)
                        found[f"{source.relative_to(_FOLDER)}:{node.lineno}"] = one
    return found


def _flags(call: ast.Call) -> int:
    names = {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute) and node.attr.isupper()}
    return sum(int(re.RegexFlag[name]) for name in names & set(re.RegexFlag.__members__))


@cache
def _anchored(file: str) -> set[int]:
    """The lines of a module with expressions of which it asks nothing but whether they match at a place."""
    tree = ast.parse((_FOLDER / file).read_bytes())
    uses: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(name), how):
                uses.setdefault(name, set()).add(how)
    lines: set[int] = set()
    for node in tree.body:
        match node:
            case ast.Assign([ast.Name(name)]) if uses.get(name) and uses[name] <= _AT_ONE_PLACE:
                lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def _loaded() -> dict[tuple[str, float], tuple[str, int]]:
    found: dict[tuple[str, float], tuple[str, int]] = {}
    real, folder = re.compile, str(_FOLDER)

    def noting(regex: Any, flags: int = 0) -> Any:
        caller = sys._getframe(1)
        if caller.f_code.co_filename.startswith(folder):
            text = regex if isinstance(regex, str) else regex.decode("latin-1")
            file, line = str(Path(caller.f_code.co_filename).relative_to(_FOLDER)), float(caller.f_lineno)
            while (file, line) in found:  # several on a line
                line += 0.01
            found[file, line] = text, int(flags)
        return real(regex, flags)

    with mock.patch.object(re, "compile", noting):
        for module in pkgutil.walk_packages(privacy_gate.__path__, "privacy_gate."):
            if not module.name.endswith(("__main__", "pytest_report")):  # these run when they are loaded
                importlib.import_module(module.name)
    return found


def of_the_rules() -> dict[str, Expression]:
    from privacy_gate.config import Config, Settings
    from privacy_gate.scan.gate import assemble

    matcher = assemble(Settings(Config(), None, Path())).matcher
    return {f"{item.rule} {number}": Expression(item.regex) for number, item in enumerate(matcher.patterns)}


def measured(where: str, given: Expression) -> Seen:
    compiled = re.compile(given.regex, given.flags)

    def cost(unit: str, size: int) -> tuple[int, float]:
        text = fill(unit, size * max(1, len(unit) // 400))
        return len(text), _cost(compiled, text, given.is_anchored)

    first = {unit: _each(cost(unit, 400)) for unit in dict.fromkeys(near_misses(given.regex, given.flags))}
    worst = Seen(0, 0, where, given.regex)
    for unit in sorted(first, key=lambda unit: -first[unit])[:2]:
        costs = [cost(unit, size) for size in SIZES[:2]]
        if costs[-1][1] > _TOLD and _power(costs) > 1.1:
            costs = []
            for size in SIZES:
                costs.append(min((cost(unit, size) for _ in range(3)), key=itemgetter(1)))
                if costs[-1][1] > _SLOW:
                    break
        power = _power(costs) if costs[-1][1] > _TOLD else 0
        worst = max(worst, Seen(power, _each(costs[-1]), where, given.regex))
    return worst


def _each(cost: tuple[int, float]) -> float:
    return cost[1] / cost[0] * 1e6


def _power(costs: list[tuple[int, float]]) -> float:
    if len(costs) < 2 or not costs[-2][1]:  # too slow, or too quick, to tell
        return 9.0
    (short, little), (long, much) = costs[-2:]
    return math.log(much / little) / math.log(long / short)


def _cost(expression: re.Pattern[str], text: str, is_anchored: bool) -> float:
    began = time.thread_time()
    if is_anchored:
        expression.match(text)
        expression.fullmatch(text)
    else:
        for _ in expression.finditer(text):
            pass
    return time.thread_time() - began


def check_the_measurement() -> None:
    """Raises AssertionError when an expression that is known to be slow is not measured as slow."""
    found = measured("planted", Expression(r"\bkey[^\n]{0,2000}=[^\n]{0,2000}(?=\x02z)"))
    assert found.power > _LINEAR or found.micros > _MOST, found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.regexes")
    parser.add_argument("--worst", type=int, default=25)
    parser.add_argument("--only", choices=("code", "rules"))
    given = parser.parse_args()
    check_the_measurement()
    every = {} if given.only == "rules" else of_the_code()
    every |= {} if given.only == "code" else of_the_rules()
    seen = []
    for where, one in every.items():
        seen.append(found := measured(where, one))
        if found.power > _LINEAR:
            print(f"{found.power:5.2f}  {found.micros:8.2f}  {where}", file=sys.stderr, flush=True)
    print(f"{len(seen)} expressions at {', '.join(f'{size:,}' for size in SIZES)} characters that nearly match")
    print("power  µs per character")
    for found in sorted(seen, reverse=True)[: given.worst]:
        why = _BOUNDED.get(found.where.partition(":")[0], "") if found.power > _LINEAR else ""
        print(f"{found.power:5.2f}  {found.micros:8.2f}  {found.where}  {found.regex[:90]!r}  {why}".rstrip())
    print(f"most for a character: {max(found.micros for found in seen):.2f} µs")
    slow = [one for one in seen if one.power > _LINEAR or one.micros > _MOST]
    bad = [one for one in slow if one.where.partition(":")[0] not in _BOUNDED]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
