"""The one table of languages: what it says of files, and that no other module has a list of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from identify import identify

import privacy_gate
from privacy_gate.base import language_table
from privacy_gate.base.language_table import LANGUAGES, Language, language_of_file, weighed_language
from privacy_gate.documents.languages import language_of_path
from privacy_gate.index.file_kinds import is_code
from privacy_gate.index.file_parts import find_family

SOURCES = Path(privacy_gate.__file__).parent
SUFFIXES = {suffix for language in LANGUAGES for suffix in language.suffixes.split()}
TEXTS = {suffix.rpartition(".")[2] for suffix in (*language_table.MARKDOWN, *language_table.PLAIN_TEXT)}

OWN_LISTS = {
    "base/settings_files/forms.py": "names of formats, not suffixes",
    "checkers/locale_files.py": "the formats of translations, in files with the name of a language",
    "cli/init/proposals/repository_texts.py": "settings files that are not read for hosts",
    "checkers/secrets/innocent_places.py": "the formats of translations, in files with the name of a language; tests",
    "checkers/location_filters.py": "the formats of translations, in folders of that name",
    "documents/segment.py": "the files that libcst reads, which are not all of Python's",
    "checkers/names/name_locations.py": "which endings make two words in a sentence a file: `.d` and `.st` do not",
}


@pytest.mark.parametrize(
    ("path", "name", "code", "weighed", "family"),
    [
        ("a/b.py", "python", True, True, "python"),
        ("a.PYW", "python", True, True, "python"),
        ("a.pyi", "python", True, False, "python"),
        ("a.ts", "typescript", True, True, "c"),
        ("a.vue", "component", True, True, "c"),
        ("build.gradle", "groovy", True, False, "c"),
        ("deploy/Dockerfile", "dockerfile", True, False, "hash"),
        ("a.sql", "sql", True, False, "dash"),
        ("a.R", "r", True, True, "hash"),
        ("a.erl", "erlang", True, False, None),
        ("a.css", "css", False, False, None),
        ("a.yaml", "yaml", False, False, None),
        ("a.ini", "ini", False, False, None),
        ("README.md", None, False, False, "prose"),
        ("py", None, False, False, None),
        (".py", None, False, False, None),
        ("a.py/b", None, False, False, None),
    ],
)
def test_what_a_path_says(path: str, name: str | None, code: bool, weighed: bool, family: str | None) -> None:
    language = language_of_file(path)

    assert (language.name if language else None) == name
    assert is_code(path) is code
    assert (weighed_language(path) is not None) is weighed
    assert find_family(path) == family


def test_each_name_and_each_suffix_belongs_to_one_language() -> None:
    for words in ([one.name for one in LANGUAGES], [word for one in LANGUAGES for word in one.suffixes.split()]):
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one.is_parsed], ids=lambda one: one.name)
def test_the_parser_is_chosen_by_the_same_suffixes(language: Language) -> None:
    for suffix in language.suffixes.split():
        if identify.tags_from_filename(f"a.{suffix}"):
            found = language_of_path(f"a.{suffix}", "namespace a" if language.name == "cpp" else "")
            assert isinstance(found, Language), suffix
            assert found.name == language.name, suffix


def test_no_other_module_lists_suffixes() -> None:
    lists = {}
    for file in sorted(SOURCES.rglob("*.py")):
        name = file.relative_to(SOURCES).as_posix()
        found = [words for words in _lists(ast.parse(file.read_text(encoding="utf-8"))) if _are_suffixes(words)]
        if found and name != "base/language_table.py":
            lists[name] = found

    assert lists.keys() == OWN_LISTS.keys(), lists


def _lists(tree: ast.AST) -> Iterator[list[str]]:
    """Each row of words in a module: in a collection, in one text, between the bars of a regular expression."""
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield [one.value for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        elif isinstance(node, ast.Dict):
            yield [one.value for one in node.keys if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            if len(words := node.value.split()) >= 4:
                yield words
            yield from (row.split("|") for row in re.findall(r"\w+(?:\|\w+){3,}", node.value))


def _are_suffixes(words: list[str]) -> bool:
    known = [word for word in words if word.lstrip("*.") in SUFFIXES | TEXTS]
    dotted = [word for word in known if re.fullmatch(r"\*?\.\w+", word)]
    return len(dotted) >= 3 or (len(known) >= 4 and len(known) >= 0.8 * len(words))
