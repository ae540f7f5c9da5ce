"""Names of a repository that its code does not define: names in paths, manifests and remotes.

This module defines what a name is, and which files contain some. Its regular expressions are compiled when the first
file is read, because most checks read none.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from privacy_gate.base.language_table import language_of_file

NameKind = Literal[
    "class", "function", "constant", "table", "variable", "module", "package", "organisation", "repository", "host"
]


class OwnName(Struct, frozen=True):
    """A name, its kind, and the line (from 1) that defines it. The line is 0 if the path defines it."""

    name: str
    kind: NameKind
    line: int


_SETTINGS = frozenset(
    ("yaml", "toml", "ini", "properties", "json", "xml", "hcl", "bash", "powershell", "ruby", "elixir")
)
"""The languages of settings, and of scripts that create settings."""


def is_settings(name: str) -> bool:
    """Whether a file with this name may contain hosts and environment variables."""
    language = language_of_file(name)
    if language is not None and language.name in _SETTINGS:
        return True
    return name.startswith((".env", "Dockerfile", "docker-compose"))


def is_manifest(name: str) -> bool:
    """Whether a file with this name contains the name of a package."""
    return name in _MANIFESTS


_MANIFESTS: dict[str, tuple[tuple[str, NameKind], ...]] = {
    "pyproject.toml": ((r'^name[ \t]*=[ \t]*"([\w.-]{2,80})"', "package"),),
    "setup.cfg": ((r"^name[ \t]*=[ \t]*([\w.-]{2,80})", "package"),),
    "setup.py": ((r"\bname[ \t]*=[ \t]*[\"']([\w.-]{2,80})[\"']", "package"),),
    "Cargo.toml": ((r'^name[ \t]*=[ \t]*"([\w-]{2,80})"', "package"),),
    "package.json": (
        (r'^(?:\{| {2}| {4}|\t)[ \t]*"name"[ \t]*:[ \t]*"@([\w.-]{2,80})/', "organisation"),
        (r'^(?:\{| {2}| {4}|\t)[ \t]*"name"[ \t]*:[ \t]*"(?:@[\w.-]{2,80}/)?([\w.-]{2,80})"', "package"),
    ),
    "composer.json": (
        (r'^[ \t]*"name"[ \t]*:[ \t]*"([\w.-]{2,80})/', "organisation"),
        (r'^[ \t]*"name"[ \t]*:[ \t]*"[\w.-]{2,80}/([\w.-]{2,80})"', "package"),
    ),
    "go.mod": (
        (r"^module[ \t]+[\w.-]{2,80}/([\w.-]{2,80})", "organisation"),
        (r"^module[ \t]+(?:[\w.-]{1,80}/){0,6}([\w.-]{2,80})", "package"),
    ),
    "pom.xml": (
        (r"<groupId>(?:com|org|net|io|de|fr|uk|eu|ch|at|nl)\.(?:co\.)?([\w-]{2,80})", "organisation"),
        (r"<artifactId>([\w.-]{2,80})<", "package"),
    ),
    "settings.gradle": ((r"rootProject\.name[ \t]*=[ \t]*[\"']([\w.-]{2,80})", "package"),),
    "settings.gradle.kts": ((r"rootProject\.name[ \t]*=[ \t]*[\"']([\w.-]{2,80})", "package"),),
}
_FIRST_ONLY = frozenset(("package.json", "composer.json", "pyproject.toml", "setup.cfg", "setup.py", "pom.xml"))
_OTHERS = r"<(parent|dependencies|dependencyManagement|build|profiles|reporting)>[\s\S]*?</\1>"


def names_in_manifest(path: str, text: str) -> list[OwnName]:
    """Return the names of packages and of the organisation in a manifest (`pyproject.toml`, `package.json`, `go.mod`,
    …).
    """
    file = path.rpartition("/")[2]
    found: list[OwnName] = []
    if file == "pom.xml":  # blank out the names of other packages; line numbers stay the same
        text = re.sub(_OTHERS, lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    for pattern, kind in _MANIFESTS.get(file, ()):
        matches = list(re.finditer(pattern, text, re.MULTILINE))
        taken = matches[:1] if file in _FIRST_ONLY else matches
        found += [OwnName(match[1], kind, text.count("\n", 0, match.start()) + 1) for match in taken]
    return found


def names_by_path(path: str) -> list[OwnName]:
    """Return the module name of a code file, and the names of the folders (packages) that contain it."""
    *folders, file = path.split("/")
    stem, language = file.rpartition(".")[0], language_of_file(file)
    if not stem or language is None or not language.is_code:
        return []
    folders_ = [OwnName(folder, "package", 0) for folder in folders if not folder.startswith(".")]
    return [OwnName(stem.partition(".")[0], "module", 0), *folders_]


_REMOTE = r"(?:://(?:[^@/\s]{1,200}@)?|^(?:[^@\s]{1,200}@))([\w.-]{1,200})(?::\d{1,5})?[:/]([^\s]{1,400})"


def names_in_remote(address: str) -> list[OwnName]:
    """Return the host, the organisation and the repository in the address of a git remote."""
    match = re.search(_REMOTE, address)
    if match is None:
        return []
    parts = [part for part in match[2].removesuffix(".git").strip("/").split("/") if part]
    found = [OwnName(match[1].lower(), "host", 0)]
    found += [OwnName(part, "organisation", 0) for part in parts[:-1]]
    return found + [OwnName(part, "repository", 0) for part in parts[-1:]]
