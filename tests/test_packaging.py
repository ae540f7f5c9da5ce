"""What pyproject.toml says of the package, and what the pages say of its dependencies and its version."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import trove_classifiers
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.version import Version

from privacy_gate import __version__
from tests.repository import CHECKOUT

DATA: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = DATA["project"]
RELEASE = Version(__version__).base_version
CHANGELOG = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")


def requirements() -> Iterator[Requirement]:
    """Of the package, of its extras and of its build, without the extras that other extras name."""
    listed = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values(), DATA["build-system"]["requires"]]
    for one in (Requirement(text) for texts in listed for text in texts):
        if one.name == PROJECT["name"]:
            assert one.extras <= PROJECT["optional-dependencies"].keys()
        else:
            yield one


def entries() -> set[str]:
    """What has a row or a heading in docs/dependencies.md before what was left out."""
    page = (CHECKOUT / "docs/dependencies.md").read_text(encoding="utf-8")
    heads = re.findall(r"^(?:### (.*)|\| ([^|]+) \|)", page.partition("## Left out")[0], re.MULTILINE)
    return {name.lower() for head in heads for name in re.findall(r"[\w-]+", "".join(head))}


@pytest.mark.parametrize("one", list(requirements()), ids=str)
def test_each_dependency_has_one_lower_bound_and_an_entry(one: Requirement) -> None:
    bounds = [bound for bound in one.specifier if bound.operator in {">=", "~=", "=="}]

    assert len(bounds) == 1, "`make lowest` needs to know the oldest"
    assert "*" not in bounds[0].version
    assert one.url is None
    name = one.name.lower()
    assert name in entries() or (name.startswith("tree-sitter-") and "parser" in entries())


def test_a_dependency_that_is_named_twice_has_the_same_bound() -> None:
    seen: dict[str, str] = {}
    for one in requirements():
        assert seen.setdefault(one.name, str(one.specifier)) == str(one.specifier), one.name


def test_only_parsers_may_be_missing_where_there_is_no_wheel() -> None:
    marked = {one.name: one.marker for one in map(Requirement, PROJECT["dependencies"]) if one.marker}

    assert marked.keys() == {"hyperscan", "tree-sitter-dockerfile"}
    here = {"sys_platform": "win32", "platform_machine": "AMD64"}
    assert holds(marked["hyperscan"], here)
    assert not holds(marked["tree-sitter-dockerfile"], here)


def holds(marker: Marker | None, environment: dict[str, str]) -> bool:
    return marker is not None and marker.evaluate(environment)


def test_the_classifiers_are_known_and_say_which_pythons_are_tested() -> None:
    classifiers = PROJECT["classifiers"]

    assert set(classifiers) <= trove_classifiers.classifiers
    assert classifiers == sorted(classifiers)
    assert not [one for one in classifiers if one.startswith("License ::")]  # `license` is an SPDX expression
    minors = [one for one in classifiers if re.search(r":: 3\.\d+$", one)]
    assert f"Programming Language :: Python {PROJECT['requires-python'].replace('>=', ':: ')}" in minors
    if sys.version_info < (3, 14):
        assert f"Programming Language :: Python :: 3.{sys.version_info.minor}" in minors


def test_the_changelog_has_the_version() -> None:
    sections = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", CHANGELOG, re.MULTILINE)

    assert sections[0] == ("Unreleased", "")
    assert all(date for _, date in sections[1:])
    if not Version(__version__).is_devrelease:
        assert sections[1][0] == __version__


@pytest.mark.parametrize("page", ["README.md", "docs/pre-commit.md", "docs/start.md"])
def test_pages_name_the_release(page: str) -> None:
    text = (CHECKOUT / page).read_text(encoding="utf-8")

    assert set(re.findall(r"rev: (\S+)", text)) == {f"v{RELEASE}"}
