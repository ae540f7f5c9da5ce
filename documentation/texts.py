"""All texts that a user reads: of rules, of checks, of `--help`, of messages in the source and of the pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from privacy_gate.cli.commands import COMMANDS
from privacy_gate.cli.group import cli
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import builtin_files
from privacy_gate.rules.toolchain import catalogue

ROOT = Path(__file__).parents[1]
_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-Z`*])")
_PROSE = re.compile(r"[a-z]{2,}(?: [\w{}…,;'`-]+){3,}", re.IGNORECASE)
_NO_PROSE = re.compile(r"\\[bdsw]|\(\?|\b(?:SELECT|INSERT|CREATE TABLE|PRAGMA|DELETE FROM|UPDATE)\b|[{<]/?\w+[^>]*>\n")
_LIST = 20  # a text of more words than these without any sign is no sentence


class Text(NamedTuple):
    """A text, where it is, and what it is: `title`, `message`, `why`, `remedy`, `help`, `literal` or `docs`."""

    place: str
    kind: str
    text: str


def texts() -> Iterator[Text]:
    """Every text that a user reads, in a fixed order. The generated pages of rules and commands are left out."""
    yield from rule_texts()
    yield from help_texts()
    yield from literals()
    yield from sentences()


def rule_texts() -> Iterator[Text]:
    """The texts of rules and of audit checks. A title is without the name of its tool."""
    for rule in parse(builtin_files()):
        yield Text(rule.id, "title", rule.title)
        parts = {"message": rule.message, "why": rule.why, "remedy": rule.remedy, "suggestion": rule.suggestion}
        yield from (Text(rule.id, kind, " ".join(text.split())) for kind, text in parts.items() if text)
    records = catalogue.load()
    for name, topic in records.topics.items():
        yield Text(f"toolchain topic {name}", "why", " ".join(topic.why.split()))
    for check in records.checks:
        yield Text(check.id, "title", check.title)
        yield Text(check.id, "goal", check.goal)
    for rule in catalogue.as_rules(records):
        yield Text(rule.id, "remedy", rule.remedy.partition(" Source: ")[0])


def help_texts() -> Iterator[Text]:
    """What `--help` says, from the commands themselves."""
    top = click.Context(cli, info_name="privacy-gate")
    for name in COMMANDS:
        yield Text(f"privacy-gate {name}", "help", COMMANDS[name][1])
        yield from _help(COMMANDS[name][0](), f"privacy-gate {name}", top)


def _help(command: click.Command, path: str, parent: click.Context) -> Iterator[Text]:
    context = click.Context(command, info_name=path, parent=parent)
    if command.help:
        yield Text(path, "help", " ".join(command.help.split()))
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            yield Text(f"{path} {option.opts[0]}", "help", option.help)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found:
                yield from _help(found, f"{path} {name}", context)


def literals() -> Iterator[Text]:
    """The strings of the source that read like prose, without docstrings. `{…}` is a value."""
    for file in sorted((ROOT / "src").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                skipped.update(map(id, node.values))
            elif isinstance(node, ast.Attribute) and node.attr == "split":  # a list of words
                skipped.add(id(node.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.expr) and id(node) not in skipped and (text := _text_of(node)):
                yield Text(f"{file.relative_to(ROOT)}:{node.lineno}", "literal", text)


def _text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(one.value) if isinstance(one, ast.Constant) else "{…}" for one in node.values)
    else:
        return ""
    words = text.split()
    listed = len(words) > _LIST and not re.search("[.,:;`A-Z]", text)  # a list of words
    return " ".join(words) if _PROSE.search(text) and not _NO_PROSE.search(text) and not listed else ""


def sentences() -> Iterator[Text]:
    """The prose of the README, the guides and the hand-written pages, sentence by sentence, without code blocks."""
    for file in pages():
        text = _COMMENT.sub("", _FENCE.sub("", file.read_text(encoding="utf-8")))
        if file.name == "CHANGELOG.md":
            text = text.partition("\n## [Unreleased]")[2].partition("\n## ")[0]
        for line in text.splitlines():
            cells = line.strip().strip("|").split(" | ") if line.startswith("|") else [line.lstrip("#*- >0123456789.")]
            for cell in cells:
                for sentence in _SENTENCE_END.split(cell.strip()):
                    if len(sentence.split()) >= 3 and re.search("[a-z]{3}", sentence):
                        yield Text(str(file.relative_to(ROOT)), "docs", sentence)


def pages() -> list[Path]:
    """The files with prose."""
    docs = [file for file in sorted((ROOT / "docs").glob("*.md")) if file.name != "commands.md"]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md", *docs]


def prose(text: str) -> str:
    """A text without code spans, quotations and link targets: what the house wrote itself."""
    return re.sub(r"`[^`]*`|\]\([^)]*\)|\"[^\"]*\"|https?://\S+", " ", text)
