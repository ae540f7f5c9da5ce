"""What people do to code before they paste it: the changed copies that `code_matching` looks for."""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import textwrap
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

_SKIPPED = {"tests", "test", "testing", "_vendor", "vendor", "vendored", "_vendored", "extern", "node_modules"}
_KEPT = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "self", "cls"}
STEMS = (
    "alpha beta gamma delta entry record chunk state left right pointer cursor slot bucket frame block cell field"
    " source target previous current total index reference handle payload message part piece group batch"
).split()
_LINES = (
    "logger.debug('step %s', {name})", "assert {name} is not None", "print({name})", "counter_{number} = {number}",
    "metrics.increment('x{number}')", "trace_{number} = []", "started_{number} = time.time()",
    "if {name} is None: raise ValueError('bad')",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a package: 10 to 80 lines of code without docstring, comments and blank lines."""

    path: str
    name: str
    text: str


def sources(root: Path) -> Iterator[Path]:
    """The Python files of a package that are not tests and not copies of other packages."""
    for path in sorted(root.rglob("*.py")):
        if not _SKIPPED & set(path.relative_to(root).parts) and not path.name.startswith(("test_", "conftest")):
            yield path


def functions(root: Path) -> list[Function]:
    """All functions of a package that are long enough to be somebody's and short enough to be pasted."""
    return [function for path in sources(root) for function in functions_of(path, str(path.relative_to(root.parent)))]


def functions_of(path: Path, name: str) -> Iterator[Function]:
    """Those of one file."""
    try:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return
    lines = text.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found = textwrap.dedent("\n".join(lines[node.lineno - 1 : node.end_lineno])) + "\n"
            try:
                bare = without_comments(found)
            except (SyntaxError, tokenize.TokenError, IndexError):
                continue
            if 10 <= bare.count("\n") <= 80:
                yield Function(name, node.name, found)


def without_comments(text: str) -> str:
    """Without comments, docstrings and blank lines."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and body:
            first = body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                for number in range(first.lineno - 1, first.end_lineno or first.lineno):
                    lines[number] = ""
                if len(body) == 1:
                    lines[first.lineno - 1] = " " * first.col_offset + "pass\n"
    kept = "".join(lines)
    lines = kept.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(kept).readline))):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip() + "\n"
    return "".join(line for line in lines if line.strip())


def renamed(text: str, random: Random) -> str:
    """Every name changed that is not Python's own, and every string: attributes, called functions, keywords too."""
    out, at = [], (1, 0)
    lines = text.splitlines(keepends=True)
    names: dict[str, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        new = token.string
        if token.type == tokenize.NAME and token.string not in _KEPT and not token.string.startswith("__"):
            new = names.setdefault(token.string, f"{random.choice(STEMS)}_{len(names)}")
        elif token.type == tokenize.STRING and not token.string.startswith(("f", "F", "rf", "fr")):
            new = f"'text {random.randrange(100)}'" if "b" not in token.string[:2].lower() else "b'text'"
        if new != token.string:
            out += [_between(lines, at, token.start), new]
            at = token.end
    return "".join([*out, _between(lines, at, (len(lines) + 1, 0))])


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    (row, column), (last, stop) = start, end
    if row == last:
        return lines[row - 1][column:stop]
    middle = lines[row - 1][column:] + "".join(lines[row : last - 1])
    return middle + (lines[last - 1][:stop] if last <= len(lines) else "")


_SIMPLE = (ast.Assign, ast.Expr, ast.AugAssign, ast.Return, ast.Raise)


def edited(text: str, random: Random, rate: float = 0.15) -> str:
    """A share of the statements taken out or put in, half of each."""
    lines = text.splitlines()
    statements: list[ast.stmt] = []
    removable: list[ast.stmt] = []
    for node in ast.walk(ast.parse(text)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and not isinstance(node, ast.Module):
                # one statement must stay, and nothing can stand before an `elif`
                removable += [one for one in block[1:] if isinstance(one, _SIMPLE)]
                statements += [one for one in block if not lines[one.lineno - 1].lstrip().startswith("elif ")]
    number = max(1, round(len(statements) * rate / 2))
    gone = {
        row
        for one in random.sample(removable, min(number, len(removable)))
        for row in range(one.lineno, (one.end_lineno or one.lineno) + 1)
    }
    names = [node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)] or ["self"]
    put: dict[int, str] = {}
    for count, one in enumerate(random.sample(statements, min(number, len(statements)))):
        line = random.choice(_LINES).format(name=random.choice(names), number=count)
        put[one.lineno] = " " * one.col_offset + line
    out = []
    for row, line in enumerate(lines, 1):
        out += [put[row]] if row in put else []
        out += [] if row in gone else [line]
    return "\n".join(out) + "\n"


def half(text: str, *, first: bool) -> str:
    """The first or the last half of the lines."""
    lines = text.splitlines(keepends=True)
    middle = len(lines) // 2
    return "".join(lines[:middle] if first else lines[middle:])


VARIANTS = ("exact", "no comments", "renamed", "half", "half renamed", "laundered")


def variants(function: Function, number: int, seed: int) -> dict[str, str]:
    """The copies of a function by what was done to it; `laundered` still has to be formatted anew."""
    random = Random(f"{seed}{function.path}{function.name}{number}")  # noqa: S311  (no secret hangs on it)
    bare = without_comments(function.text)
    changed = renamed(bare, random)
    return {
        "exact": function.text,
        "no comments": bare,
        "renamed": changed,
        "half": half(bare, first=number % 2 == 0),
        "half renamed": half(changed, first=number % 2 == 0),
        "laundered": edited(changed, random),
    }


_BEFORE = (
    "I am stuck with a part of our service and would like a second opinion.",
    "Please review the function below and tell me whether the error handling is sound.",
    "It worked until last week; since the update some of the results are off by one.",
    "We don't want to change the signature, because others call it.",
    "Here's what it looks like at the moment:",
)
_AFTER = (
    "The tests pass on my machine, but they don't cover the case with an empty list.",
    "Could you suggest a version that is easier to read, and explain what you'd change?",
    "Keep the behaviour as it is. Answer with the whole function.",
    "If there's a well-known algorithm for this, name it.",
)


def prompt(code: str, number: int, language: str = "python") -> str:
    """A prompt with a code block in it, or with the code as it is, prose before and after."""
    fence = "" if number % 4 == 3 else "```"
    tag = language if number % 4 == 0 else ""
    before, after = "\n".join(_BEFORE), "\n".join(_AFTER)
    return f"{before}\n\n{fence}{tag}\n{code.rstrip()}\n{fence}\n\n{after}\n"
