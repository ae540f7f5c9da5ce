"""How much new logic a change adds: what is taken off, what is left out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from privacy_gate.base import git
from privacy_gate.base.git.diffs import Beginning
from privacy_gate.checkers.change.novelty import LEAST, excluded_files, glue, is_small
from privacy_gate.checkers.change.novelty.measure import measure
from privacy_gate.config import Config
from privacy_gate.index import public_filter, winnow
from privacy_gate.index.base import BaseTree
from privacy_gate.index.lexer import lex
from privacy_gate.model import Change, ChangedPath, Compared, Document, Exposure, Hunk, Measured
from tests.repository import Repository

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
    packages: Sequence[str] = ()

    def __init__(self, old: Sequence[str] = (), rest: Sequence[str] = (), marked: Sequence[str] = ()) -> None:
        self.old, self.rest, self.marked = old, rest, marked
        self.asked = 0

    def old_texts(self) -> Sequence[str]:
        return self.old

    def package_names(self) -> Sequence[str]:
        return self.packages

    def find_known(self, grams: Collection[int], _paths: Collection[str]) -> set[int]:
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
    public_filter.write(tmp_path / "filter", set(public_filter.compute_fingerprints(ENGINE)), 4096)
    known = public_filter.Filter(tmp_path / "filter")
    monkeypatch.setattr(public_filter, "load_shipped", lambda: known)

    found = measured(("b.py", "", ENGINE + "\n\n" + SPLIT), base=Before())

    assert {part.name: part.lines for part in found.parts if part.lines > 1} == {"split": 8}


def test_the_releases_of_the_project_itself_do_not_count_as_public(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_filter.write(tmp_path / "filter", set(public_filter.compute_fingerprints(ENGINE)), 4096)
    known = public_filter.Filter(tmp_path / "filter")
    monkeypatch.setattr(public_filter, "load_shipped", lambda: known)
    own, other = Before(), Before()
    own.packages, other.packages = ["flask"], ["flask-of-nobody"]

    lines = [measured(("b.py", "", ENGINE), base=base).figures.novel for base in (own, other)]

    assert lines == [14, 1]


def test_the_names_of_packages_are_read_from_the_manifests(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    manifests = {
        "pyproject.toml": '[project]\nname = "Flask"\n',
        "packages/core/package.json": '{\n  "name": "@acme/core",\n  "author": {"name": "Ann"}\n}\n',
        "crates/x/Cargo.toml": "[package]\nname='x-lib'\n",
        "setup.cfg": "[metadata]\nname = old\n",
        "src/deep/er/package.json": '{\n"name": "nested"\n}\n',
    }
    repository.commit(manifests)
    found = git.find(tmp_path)
    assert found is not None

    base = BaseTree(found, Config(), Beginning("HEAD", ()), store=False)

    assert base.package_names() == {"Flask", "@acme/core", "x-lib", "old"}


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
        ("infra/main.py", "deployment"),
        ("deploy/rollout.py", "deployment"),
        ("tools/release.sh", "deployment"),
        ("db/old_migrations/2020_prices.rb", "migration"),
        ("src/deployer/plan.py", None),
        ("src/charting/axis.py", None),
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


GRANT = "Permission is hereby granted, free of\n * charge, to any person"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("// Code generated by protoc-gen-go. DO NOT EDIT.\npackage a\n", "generated"),
        ("# @generated\nx = 1\n", "generated"),
        ("/* This file was automatically generated by X */\nint a;\n", "generated"),
        ("var a=1;" * 2000, "generated"),
        ("/*! Fancy Tables 2.3.1\n * fancy.example/license\n */\nlet a = 1;\n", "vendored"),
        (f"/*\n * Fancy 3.2\n *\n * {GRANT}\n */\nlet a = 1;\n", "vendored"),
        (f"let grant = '{GRANT}';\n", None),
        ("import pulumi_aws as aws\nx = 1\n", "deployment"),
        ("import * as cdk from 'aws-cdk-lib'\nlet a = 1\n", "deployment"),
        ("import { pulumina } from 'x'\nlet a = 1\n", None),
        ("import invoked\nx = 1\n", None),
        ('"""Prices generated by the engine are rounded."""\nx = 1\n', None),
        ("x = 1\n" * 500, None),
    ],
)
def test_left_out_by_text(text: str, kind: str | None) -> None:
    assert excluded_files.reason_by_text(text) == kind


@pytest.mark.parametrize(
    ("path", "text", "counted"),
    [
        ("src/pricing/engine.py", "", 1),
        ("src/pricing/table.ts", "import { round } from './numbers'\n", 1),
        ("src/domain/events/rules.py", "", 1),
        ("src/formula.py", "", 1),
        ("src/reactor.ts", "import { core } from 'reactor-core'\n", 1),
        ("src/Cart.tsx", "", glue.INTERFACE),
        ("web/Cart.vue", "", glue.INTERFACE),
        ("web/hooks/cart.ts", "", glue.INTERFACE),
        ("web/useCart.ts", "", glue.INTERFACE),
        ("app/javascript/controllers/cart_controller.js", "", glue.INTERFACE),
        ("web/cart.ts", "import { useState } from 'react'\n", glue.INTERFACE),
        ("web/cart.js", "const box = document.getElementById('box')\n", glue.INTERFACE),
        ("app/controllers/carts_controller.rb", "", glue.GLUE),
        ("src/Controller/CartController.php", "", glue.GLUE),
        ("src/Command/ImportCommand.php", "", glue.GLUE),
        ("src/main/java/shop/CartController.java", "", glue.GLUE),
        ("src/storage/s3.go", "", glue.GLUE),
        ("app/settings.py", "", glue.GLUE),
    ],
)
def test_glue_counts_in_part(path: str, text: str, counted: float) -> None:
    assert glue.share(path, text) == counted


def test_new_glue_weighs_less() -> None:
    core = measured(("shop/prices.py", "", ENGINE + "\n\n" + SPLIT), base=Before()).figures
    page = measured(("shop/admin/prices.py", "", ENGINE + "\n\n" + SPLIT), base=Before()).figures

    assert (core.core, page.core) == (core.novel, round(core.novel * glue.GLUE))
    assert page.novel == core.novel
    assert page.score == pytest.approx(core.score * glue.GLUE, abs=0.1)
    assert page.raw == page.score
