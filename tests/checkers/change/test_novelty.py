"""How much new logic a change adds: statements and their weights, what is taken off, what is left out."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base.language_table import Language, weighed_language
from privacy_gate.checkers.change.novelty import LEAST, excluded_files, is_small, lines, python, python_ast, python_tree
from privacy_gate.checkers.change.novelty.measure import measure
from privacy_gate.checkers.change.novelty.statement import Statement
from privacy_gate.config import Config
from privacy_gate.index import public_filter, winnow
from privacy_gate.index.lexer import lex
from privacy_gate.model import Change, ChangedPath, Compared, Document, Exposure, Hunk, Measured
from tests.work import assert_linear

ENGINE = '''\
def quote(order, book, today):
    """What an order costs."""
    total = 0
    for line in order.lines:
        tiers = sorted(book[line.sku].tiers, key=lambda tier: tier.least, reverse=True)
        for tier in tiers:
            if line.count >= tier.least and (tier.until is None or today <= tier.until):
                price = tier.price * (1 - tier.rebate / 100)
                break
        else:
            price = book[line.sku].list_price * (1 + 2 * max(0, 5 - line.count))
        if line.region in book.surcharges and not order.customer.is_exempt(line.region):
            price += book.surcharges[line.region] * line.weight / line.count
        total += price * line.count
    loyal = min(order.customer.years, 8) * 4
    while loyal > 0 and total * (1000 - loyal) < book.floor * sum(line.count for line in order.lines):
        loyal -= 1
    return total * (1000 - loyal) // 1000
'''
SPLIT = """\
def split(amount, shares):
    whole = sum(shares.values())
    parts = {name: amount * share // whole for name, share in shares.items()}
    rest = amount - sum(parts.values())
    for name in sorted(shares, key=lambda name: (amount * shares[name] % whole, name), reverse=True):
        if rest <= 0:
            break
        parts[name] += 1
        rest -= 1
    return parts
"""


class Before:
    """What a change begins with: old texts of the files that it touches, and the rest of the tree."""

    is_whole = True

    def __init__(self, old: Sequence[str] = (), rest: Sequence[str] = (), marked: Sequence[str] = ()) -> None:
        self.old, self.rest, self.marked = old, rest, marked
        self.asked = 0

    def old_texts(self) -> Sequence[str]:
        return self.old

    def known(self, grams: Collection[int], _paths: Collection[str]) -> set[int]:
        self.asked += 1
        return set(grams).intersection(gram for text in self.rest for gram in winnow.prints(lex(text)).hashes)

    def left_out(self, paths: Sequence[str]) -> dict[str, str]:
        return {path: "generated" for path in paths if path in self.marked}

    def prompts(self) -> list[tuple[str, str]]:
        return []


def changed(*files: tuple[str, str, str]) -> Change:
    """A change of some files: path, old text, new text."""
    paths, documents = [], []
    for path, before, after in files:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
        hunks = tuple(
            Hunk(start + 1, end - start, "".join(old[first:last]))
            for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
            if kind != "equal"
        )
        removed = "".join(hunk.removed for hunk in hunks)
        paths.append(ChangedPath(path, "M" if after else "D", None, removed, hunks))
        if after:
            added = frozenset(line for hunk in hunks for line in range(hunk.start, hunk.start + hunk.count))
            documents.append(Document(path, after, Exposure.INTERNAL, added))
    return Change(tuple(paths), tuple(documents))


def measured(
    *files: tuple[str, str, str], base: Before | None = None, config: Config | None = None, enough: float = 0.01
) -> Measured:
    return measure(changed(*files), config or Config(), base, enough)


def language_of(path: str) -> Language:
    language = weighed_language(path)
    assert language is not None
    return language


def weights(text: str, ending: str) -> dict[int, float]:
    found = lines.statements(text, language_of(f"a.{ending}"), frozenset(range(1, text.count("\n") + 2)))
    return {one.first: one.weight for one in found}


# statements --------------------------------------------------------------------------------------


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
    logical = list(python._logical(text))
    for unit in python._units(logical, frozenset(range(1, text.count("\n") + 2))):
        part = logical[unit.begin : unit.end]
        source = text[part[0].start : logical[unit.end].start if unit.end < len(logical) else len(text)]
        if part[-1].head[0] == "@":
            continue
        where = python_ast.LogicalLines([line.first for line in part], [line.last for line in part])
        yield (
            python_ast.parse_block(source, part[0].first, unit.block, where, function=unit.function),
            python_tree.parse_block(source, part[0].first, unit.block, function=unit.function),
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


GO = """\
package x

import "fmt"

type Order struct {
	Lines []Line
	Total int64
}

// Total adds up: a + b > c.
func (o *Order) Sum(book Book) (int64, error) {
	for _, line := range o.Lines {
		if line.Count >= 3 && book.Has(line.SKU) {
			o.Total += line.Count * book.Price[line.SKU]
		}
	}
	if err := o.check(); err != nil {
		return 0, err
	}
	return o.Total, nil
}
"""


def test_go() -> None:
    found = weights(GO, "go")

    assert sorted(line for line, weight in found.items() if weight >= 0.3) == [12, 13, 14]
    named = lines.statements(GO, language_of("a.go"), frozenset({12}))
    assert [(one.block.name, one.block.line) for one in named] == [("Sum", 11)]


RUST = """\
use std::fmt;

#[derive(Debug)]
pub struct Order { total: u64 }

impl<'a> Order {
    pub fn sum(&self, book: &'a Book) -> u64 {
        self.lines.iter().filter(|line| line.count >= 3).map(|line| line.price * line.count).sum()
    }
}

#[cfg(test)]
mod tests {
    fn sums() {
        for n in 0..9 { assert_eq!(n * 2 + 1, n + n + 1); }
    }
}

pub fn after(a: u64) -> u64 { a }
fn rest(a: u64, b: u64) -> u64 {
    if a > b { a - b } else { b - a }
}
"""


def test_rust_without_its_tests() -> None:
    assert sorted(line for line, weight in weights(RUST, "rs").items() if weight >= 0.3) == [8, 21]


TYPESCRIPT = """\
import { a } from 'b';
export interface Order {
  lines: Line[];
  sum(book: Book): number;
}
export class Engine<T> extends Base {
  static create(f: (v: T) => any, s?: Scheduler): () => Observable<T>;
  private total: number = 0;

  async quote(
    order: Order,
    pick: (line: Line) => boolean | void,
  ): Promise<number> {
    const kept = order.lines.filter((line) => line.count > 3 && pick(line));
    for (const line of kept) {
      this.total += line.count * (line.price ?? 0);
    }
    return this.total;
  }
}
"""


def test_typescript_without_its_types() -> None:
    assert sorted(line for line, weight in weights(TYPESCRIPT, "ts").items() if weight >= 0.3) == [14, 15, 16]


JAVA = """\
package x;

import java.util.List;

/** a + b > c */
public class Order extends Base implements Priced {
    private final List<Line> lines;

    @Override
    public long sum(final Book book) throws MissingException {
        long total = 0;
        for (Line line : lines) {
            if (line.count() >= 3 && book.has(line.sku())) {
                total += line.count() * book.price(line.sku());
            }
        }
        return total;
    }

    long open(Order order);
}
"""


def test_java_without_its_declarations() -> None:
    assert sorted(line for line, weight in weights(JAVA, "java").items() if weight >= 0.3) == [12, 13, 14]


# discounts ---------------------------------------------------------------------------------------


def test_a_new_file_is_new() -> None:
    found = measured(("a.py", "", ENGINE + "\n\n" + SPLIT), base=Before())

    assert found.figures.score == found.figures.raw > 20
    assert found.figures.compared is Compared.BASE
    assert [part.name for part in found.parts] == ["quote", "split"]
    assert [(part.first, part.last) for part in found.parts] == [(4, 18), (22, 29)]
    (file,) = found.figures.files
    assert file.added == ENGINE.count("\n") + SPLIT.count("\n") + 2


def test_what_moves_within_a_file_is_not() -> None:
    found = measured(("a.py", ENGINE + "\n\n" + SPLIT, SPLIT + "\n\n" + ENGINE), base=Before([ENGINE + "\n\n" + SPLIT]))

    assert (found.figures.score, found.figures.novel) == (0, 0)


@pytest.mark.parametrize("base", [None, Before([ENGINE + SPLIT])])
def test_what_moves_to_another_file_is_not(base: Before | None) -> None:
    """Of a patch too, of which nothing is known but its lines, and when there is so little that no more is asked."""
    for enough in (0.01, 100):
        found = measured(("a.py", ENGINE + SPLIT, ""), ("b.py", "", ENGINE + SPLIT), base=base, enough=enough)

        assert (found.figures.novel, found.figures.score) == (0, 0)
        assert found.figures.moved


def test_what_moves_into_a_class_with_other_names_is_not() -> None:
    method = "class Engine:\n" + "".join(f"    {row}\n" for row in ENGINE.splitlines())
    renamed = method.replace("total", "amount").replace("order", "basket").replace("loyal", "faithful")

    found = measured(("b.py", "", renamed), base=Before(rest=[ENGINE]))

    assert found.figures.score < 0.2 * found.figures.raw


def test_what_the_tree_has_is_not_new_and_the_rest_is() -> None:
    """But for a line at the edge: of the tree not every k-gram is kept."""
    found = measured(("b.py", "", ENGINE + "\n\n" + SPLIT), base=Before(rest=[ENGINE]))

    assert {part.name: part.lines for part in found.parts if part.lines > 1} == {"split": 8}


def test_an_edit_is_not_new() -> None:
    edited = ENGINE.replace("line.count", "line.number").replace("total", "amount").replace("100", "1_000")

    found = measured(("a.py", ENGINE, edited))

    assert found.figures.score < 0.1 * found.figures.raw
    assert found.figures.edited + found.figures.moved >= 6


def test_public_code_is_not_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public_filter.write(tmp_path / "filter", set(public_filter.fingerprints(ENGINE)), 4096)
    known = public_filter.Filter(tmp_path / "filter")
    monkeypatch.setattr(public_filter, "load_shipped", lambda: known)

    found = measured(("b.py", "", ENGINE + "\n\n" + SPLIT), base=Before())

    assert {part.name: part.lines for part in found.parts if part.lines > 1} == {"split": 8}


def test_attributes_leave_a_file_out() -> None:
    found = measured(("a.py", "", ENGINE), ("b.py", "", SPLIT), base=Before(marked=["a.py"]))

    assert {part.path for part in found.parts} == {"b.py"}
    assert [file.left_out for file in found.figures.files] == ["generated", None]


def test_settings_leave_a_file_out() -> None:
    found = measured(("lab/a.py", "", ENGINE), config=Config(not_core=["lab/**"]))

    assert [file.left_out for file in found.figures.files] == ["configured"]


def test_the_tree_is_asked_only_when_it_matters() -> None:
    base = Before(old=[ENGINE + SPLIT])

    measured(("b.py", "", ENGINE + SPLIT), base=base, enough=5)

    assert base.asked == 0


def test_a_small_change_is_not_weighed() -> None:
    few = "".join(f"x{n} = f({n}) * 2\n" for n in range(LEAST - 1))

    assert is_small(changed(("a.py", "", few), ("b.md", "", few * 9)))
    assert not is_small(changed(("a.py", "", few + "y = 1\n")))


# what is left out --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("tests/test_a.py", "test"),
        ("pkg/test_a.py", "test"),
        ("pkg/a_test.go", "test"),
        ("src/test/java/A.java", "test"),
        ("src/main/java/ATest.java", "test"),
        ("web/a.spec.ts", "test"),
        ("web/__tests__/a.tsx", "test"),
        ("benches/a.rs", "test"),
        ("docs/conf.py", "documentation"),
        ("examples/a.py", "documentation"),
        ("vendor/a/b.go", "vendored"),
        ("third_party/a.c", "vendored"),
        ("node_modules/a/index.js", "vendored"),
        ("api/a.pb.go", "generated"),
        ("api/a_pb2.py", "generated"),
        ("web/a.d.ts", "generated"),
        ("shop/migrations/0001_initial.py", "migration"),
        ("setup.py", "configuration"),
        ("web/vite.config.ts", "configuration"),
        (".github/scripts/a.py", "configuration"),
        ("src/pricing/engine.py", None),
        ("src/contest.py", None),
        ("latest/attestation.go", None),
        ("src/testimony.py", None),
        ("protest.py", None),
        ("generation/engine.go", None),
        ("src/main/java/Latest.java", None),
        ("src/distance.rs", None),
        ("building/cost.py", None),
    ],
)
def test_left_out_by_path(path: str, kind: str | None) -> None:
    assert excluded_files.reason_by_path(path) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("// Code generated by protoc-gen-go. DO NOT EDIT.\npackage a\n", "generated"),
        ("# @generated\nx = 1\n", "generated"),
        ("/* This file was automatically generated by X */\nint a;\n", "generated"),
        ("var a=1;" * 2000, "generated"),
        ('"""Prices generated by the engine are rounded."""\nx = 1\n', None),
        ("x = 1\n" * 500, None),
    ],
)
def test_left_out_by_text(text: str, kind: str | None) -> None:
    assert excluded_files.reason_by_text(text) == kind
