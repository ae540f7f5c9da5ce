"""Each checker is one record, and no other module knows it by its name."""

from __future__ import annotations

import ast

import pytest

from documentation.cache_inputs import SOURCES
from privacy_gate.checkers.registry import CHECKERS, Checker, serving_checker
from tests.rule_list import read_rules


def test_each_rule_names_a_record_and_each_record_has_a_rule() -> None:
    assert {rule.checker for rule in read_rules()} == set(CHECKERS)


@pytest.mark.parametrize("checker", CHECKERS.values(), ids=list(CHECKERS))
def test_something_finds_its_rules(checker: Checker) -> None:
    serving = serving_checker(checker.name)

    assert serving.document or serving.change or serving.last or serving.by_policy
    assert not serving.served_by


def test_no_module_compares_the_checker_of_a_rule_with_a_name() -> None:
    compared = [
        f"{file.relative_to(SOURCES)}:{node.lineno}"
        for file in sorted(SOURCES.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Compare)
        and any(isinstance(side, ast.Attribute) and side.attr == "checker" for side in (node.left, *node.comparators))
        and any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node))
    ]

    assert compared == []
