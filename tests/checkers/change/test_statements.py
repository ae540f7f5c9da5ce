"""Where statements begin, and what they weigh, in Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.checkers.change.novelty import libcst_statements, lines, python, python_ast
from privacy_gate.checkers.change.novelty.statement import Statement
from privacy_gate.index import public_filter
from tests.checkers.change.measuring import language_of
from tests.work import assert_linear


def statements_by_ast(text: str) -> set[int]:
    plain = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {
        node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt) and not isinstance(node, plain)
    }


@pytest.mark.parametrize("name", ["argparse", "dataclasses", "heapq", "tarfile", "statistics", "textwrap"])
def test_statements_begin_on_the_lines_that_ast_says(name: str) -> None:
    text = Path(ast.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    everywhere = frozenset(range(1, text.count("\n") + 2))

    found = {one.first for one in python.statements(text, everywhere)}

    heads = (number for number, row in enumerate(text.split("\n"), 1) if row.lstrip().startswith(("def ", "class ")))
    assert found ^ statements_by_ast(text) <= set(heads)  # bodies on the line of the head


ODD = '''\
class A:
    # a comment first

    @staticmethod
    def f(a,
          b=(1,
             2)):
        """Documented
        over lines."""
        x = """
two""" + \\
            str(a)
        try:
            x += 1; b = 3
        except (KeyError,
                ValueError):
            # nothing
            pass
        else:
            return [i
                    for i in x
                    if i]

        finally:
            with open(a) as f, \\
                 open(b):
                del x
        match a:

            case {"k": [1, *_]} if b:
                return 3
            case _:
                return 4


    y = 1
if A:
    z = 2
elif not A:
    z = 3
# the end
'''


def test_layout_moves_no_statement() -> None:
    found = list(python.statements(ODD, frozenset(range(1, 99))))

    assert {one.first for one in found} == statements_by_ast(ODD)
    assert {one.first: one.last for one in found}[20] == 22
    assert {one.block.name for one in found} == {"f", "A", ""}


def both_parsers(text: str) -> Iterator[tuple[list[Statement], list[Statement]]]:
    """What Python's own parser and libcst make of each block of a text."""
    logical = list(python.split_logical_lines(text))
    for unit in python.split_units(logical, frozenset(range(1, text.count("\n") + 2))):
        part = logical[unit.begin : unit.end]
        source = text[part[0].start : logical[unit.end].start if unit.end < len(logical) else len(text)]
        if part[-1].head[0] == "@":
            continue
        where = python_ast.LogicalLines([line.first for line in part], [line.last for line in part])
        yield (
            python_ast.parse_block(source, part[0].first, unit.block, where, function=unit.function),
            libcst_statements.parse_block(source, part[0].first, unit.block, function=unit.function),
        )


EVERYTHING = """\
@decorated(a * 2)
async def f(
    a: list[int], *, b=1,
):
    x = (a and b) and c or (d or e)
    y = a or (b or c) if not d else -1
    async with a as b, c: z = 1; z += 2
    async for a, *b in c: await f(*d, **e)
    try: pass
    except (A, B) as e:
        raise X from e
    else: del a[*b, 1]
    finally:
        yield from [*a, {**b}]
    x = {**a}; y: int = "a" f"{b + 1!r:>{c}}"
    match a, *b:
        case [1, *_] | {"a": 2, **rest} if rest: return [*a]
        case A(b=1): return -1
    while (x := f()): logger.info(a).b(c); f().print(1)
    assert lambda a=b + 1: (yield)
    return '''
a
'''; x = a[b:c, 1]
class A(B): a: C = f(); ...
"""


@pytest.mark.parametrize(
    "text",
    [
        ODD,
        EVERYTHING,
        *(file.read_text("utf-8") for file in sorted(Path(public_filter.__file__).parent.glob("*.py"))[:6]),
    ],
    ids=lambda text: text[:12].strip(),
)
def test_both_parsers_weigh_alike(text: str) -> None:
    for own, theirs in both_parsers(text):
        assert [(one.first, one.last, one.block) for one in own] == [(one.first, one.last, one.block) for one in theirs]
        assert [one.weight for one in own] == pytest.approx([one.weight for one in theirs])


def test_an_odd_escape_is_no_warning() -> None:
    assert [one.weight for one in python.statements("x = f('\\d') + 1\n", frozenset({1}))]


def test_only_what_decides_repeats_and_computes_weighs() -> None:
    text = "import os\ndef f(a):\n    'doc'\n    log.info(a)\n    x = 'y'\n    if a > 1:\n        x = a * 2\n"
    text += "    return x\n"
    found = {one.first: one.weight for one in python.statements(text, frozenset(range(1, 9)))}

    assert found[1] == found[3] == 0
    assert found[4] == found[5] == found[8] == 0.1
    assert found[6] == pytest.approx(1.35)
    assert found[7] == pytest.approx(0.5 * 1.15)  # one level deep


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 3000 + "1" + ")" * 3000,
        "x = " + " + ".join(["a"] * 9000),
        "x = q" + ".f(1)" * 6000,
        "x = " + "not " * 20_000 + "a",
        "def f():\n    x = (\n" + "if a:\n" * 20,
        "def f():\n" + "".join(" " * (4 + n) + "if a:\n" for n in range(400)),
        "if a:\n    x = 1\n" + "elif b:\n    x = 2\n" * 700,
        "def f(:\n    return 1 +\n",
        "\x00 \u2028 def",
    ],
)
def test_hostile_python_is_read_line_by_line(text: str) -> None:
    list(python.statements(text, frozenset(range(1, text.count("\n") + 2))))


@pytest.mark.parametrize("ending", ["py", "go", "ts", "rs", "java", "php", "rb", "lua", "c"])
@pytest.mark.parametrize(
    "piece", ["a.b(", "x = y ", "public static ", "? : ", "<a, b", "{[(", "\"'`", "if else ", "=> "]
)
def test_work_grows_with_the_length_of_a_line(ending: str, piece: str) -> None:
    text = (piece * 8_000)[:40_000]

    assert_linear(lambda one: list(lines.statements(one, language_of(f"a.{ending}"), frozenset(range(100)))), text)


@settings(max_examples=150)
@given(st.text(alphabet="ab:=()[]{}'\"#\\ \n\t@+.,ifdefclass", max_size=300))
def test_any_text_is_read(text: str) -> None:
    everywhere = frozenset(range(1, text.count("\n") + 2))
    found = [*python.statements(text, everywhere), *lines.statements(text, language_of("a.ts"), everywhere)]

    assert all(1 <= one.first <= one.last <= text.count("\n") + 1 for one in found)
