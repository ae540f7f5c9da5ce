"""Settings, variables and attributes of git that change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repository import TOKEN_LINE, Repository, places
from tests.sources.outcomes import LONG

HOSTILE = {
    "color.ui": "always",
    "color.diff": "always",
    "diff.external": "/bin/true",
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.srcPrefix": "x/",
    "diff.dstPrefix": "y/",
    "diff.context": "5",
    "diff.interHunkContext": "20",
    "diff.wordRegex": ".",
    "diff.wsErrorHighlight": "all",
    "diff.colorMoved": "zebra",
    "diff.suppressBlankEmpty": "true",
    "diff.submodule": "log",
    "diff.ignoreSubmodules": "all",
    "diff.renames": "false",
    "diff.renameLimit": "1",
    "diff.relative": "true",
    "diff.indentHeuristic": "false",
    "diff.algorithm": "patience",
    "diff.orderFile": "order",
    "core.quotePath": "false",
    "core.pager": "false",
    "pager.diff": "false",
    "core.abbrev": "4",
    "core.autocrlf": "true",
    "core.attributesFile": "attributes",
    "submodule.recurse": "true",
    "status.showUntrackedFiles": "no",
    "diff.driver.textconv": "echo nothing; touch {marker}; true",
    "diff.driver.command": "touch {marker}; true",
    "diff.driver.binary": "true",
    "filter.driver.clean": "touch {marker}; cat",
    "filter.driver.smudge": "touch {marker}; cat",
    "core.fsmonitor": "{script}",
    "core.hooksPath": "{script}",
}


def hostile(repository: Repository) -> None:
    """Changes to judge, in one file among them some that lie close to an old finding."""
    repository.write("order", "z.py\n*\n")
    repository.write(".git/info/exclude", "order\nattributes\nevil\n")
    repository.commit({"a.py": f"1\n2\n{TOKEN_LINE}4\n5\n", "old name.py": LONG})
    repository.stage("a.py", f"one\n2\n{TOKEN_LINE}4\nfive\nmore_{TOKEN_LINE}")
    repository.git("mv", "old name.py", "prüf \n.py")
    repository.stage("prüf \n.py", LONG + TOKEN_LINE)
    repository.stage("z.py", TOKEN_LINE)
    repository.write("untracked.py", TOKEN_LINE)


EXPECTED = ["a.py:6", "prüf \n.py:21", "z.py:1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_setting_of_git_changes_nothing_and_runs_nothing(repository: Repository, tmp_path: Path, name: str) -> None:
    hostile(repository)
    marker = tmp_path / "marker"
    script = repository.write("evil", f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    attributes = "*.py diff=driver filter=driver\n" if ".driver." in name else "*.md -text\n"
    repository.write("attributes" if name == "core.attributesFile" else ".git/info/attributes", attributes)
    repository.config(**{name: HOSTILE[name].format(marker=marker, script=script)})
    marker.unlink(missing_ok=True)

    staged = repository.report("diff")
    given = repository.report("pre-commit", "a.py", "prüf \n.py", "z.py")
    folder = repository.report("scan", ".")

    assert not marker.exists()
    assert sorted(places(staged)) == EXPECTED, staged.err
    assert sorted(places(given)) == EXPECTED
    assert len(places(folder)) == 5


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_EXTERNAL_DIFF": "/bin/true"},
        {"GIT_DIFF_OPTS": "-u9"},
        {"GIT_CONFIG_PARAMETERS": "'diff.external=/bin/true'"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "diff.external", "GIT_CONFIG_VALUE_0": "/bin/true"},
        {"GIT_LITERAL_PATHSPECS": "1"},
        {"GIT_ICASE_PATHSPECS": "1"},
        {"GIT_PAGER": "false"},
        {"GIT_TRACE": "1"},
        {"GIT_PREFIX": "deep/"},
        {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_a_variable_changes_nothing(repository: Repository, variables: dict[str, str]) -> None:
    hostile(repository)

    assert sorted(places(repository.report("diff", variables=variables))) == EXPECTED


@pytest.mark.parametrize("attribute", ["-diff", "binary", "-text", "eol=crlf", "diff=x"])
def test_an_attribute_hides_no_line_and_shows_no_old_one(repository: Repository, attribute: str) -> None:
    repository.commit({"b.py": f"b\n{TOKEN_LINE}"})
    repository.stage(".gitattributes", f"*.py {attribute}\n")
    repository.stage("b.py", f"b\n{TOKEN_LINE}more_{TOKEN_LINE}")
    repository.stage("c.py", f"c\n{TOKEN_LINE}")

    found = repository.report("diff")

    assert (found.code, places(found)) == (1, ["b.py:3", "c.py:2"])
