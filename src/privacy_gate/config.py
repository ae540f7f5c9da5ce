"""The settings in force: `privacy-gate.yaml`, or `[tool.privacy-gate]` in `pyproject.toml`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from privacy_gate import cache
from privacy_gate.blake import blake2b
from privacy_gate.errors import GateError
from privacy_gate.model import Exposure
from privacy_gate.text import glob

FILE_NAME = "privacy-gate.yaml"
SeverityName = Literal["error", "warning", "note", "off"]
WordingName = Literal["strict", "balanced", "quiet"]
FailOn = Literal["error", "warning", "note", "never"]

DEFAULT_PROMPTS = (
    "prompts/**",
    "**/prompts/**/*.md",
    "**/prompts/**/*.txt",
    "*.prompt",
    "*.prompt.md",
    "*.prompt.txt",
    ".github/prompts/**",
)

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Digest = Annotated[str, msgspec.Meta(pattern=r"^[1-5]\$[0-9a-f]{32}\$[0-9a-f]{32}$")]


class PathRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings for some paths, with the reason why."""

    paths: Annotated[
        list[_Text], msgspec.Meta(min_length=1, description="Globs, relative to the root, as in .gitignore.")
    ]
    reason: Annotated[_Text, msgspec.Meta(description="Why these paths are different.")]
    ignore: Annotated[
        list[_Text], msgspec.Meta(description="Rules or families that are not reported there; `all` for every rule.")
    ] = []
    exposure: Annotated[Exposure | None, msgspec.Meta(description="Where these texts go, whatever `prompts` says.")] = (
        None
    )


class GlossaryTerm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word or a few that belong to this business: as text, or as a digest where the list itself must not tell."""

    term: Annotated[_Text | None, msgspec.Meta(description="The words, as text.")] = None
    scrypt: Annotated[
        _Digest | None, msgspec.Meta(description="Their digest, as `privacy-gate index glossary --digest` prints it.")
    ] = None
    confidential: Annotated[bool, msgspec.Meta(description="An error in a prompt, and it may block an assistant.")] = (
        False
    )

    def __post_init__(self) -> None:
        if (self.term is None) == (self.scrypt is None):
            raise ValueError("either `term` or `scrypt` is needed")


class PublicRepository(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A repository of yours that anybody may see."""

    repository: Annotated[
        _Text,
        msgspec.Meta(
            description="The folder of a local clone, relative to the root; or an address or `owner/name` that a remote"
            " of a submodule has, or of a clone in a folder beside this repository. No connection is opened."
        ),
    ]


_REPOSITORY = re.compile(r"\.{1,2}/|\.\.$|~|[\w.+-]+://|[\w.-]+@[\w.-]+:")
"""What a text begins with that is no glob of files here: `../`, `./`, `~`, `https://`, `git@host:`."""

SectionName = Literal["task", "input", "output", "constraints", "tests"]
SECTIONS: tuple[SectionName, ...] = ("task", "input", "output", "constraints", "tests")


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sections of a team's own prompts."""

    sections: Annotated[
        dict[SectionName, list[_Text]],
        msgspec.Meta(description="Other headings that a section may have, beside the built-in ones."),
    ] = {}
    required: Annotated[list[SectionName], msgspec.Meta(description="The sections that every prompt must have.")] = (
        msgspec.field(default_factory=lambda: list(SECTIONS))
    )


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the hooks of assistants do (`privacy-gate hook`)."""

    profile: Annotated[
        Literal["repository", "clean-room"],
        msgspec.Meta(
            description="`repository`: the assistant works in here and sees the code; secrets, personal data, code that"
            " never leaves and confidential terms stop it. `clean-room`: all rules do."
        ),
    ] = "repository"
    block_on: Annotated[
        Literal["error", "warning"], msgspec.Meta(description="The lowest severity that stops a text.")
    ] = "error"
    fail_open: Annotated[
        bool, msgspec.Meta(description="Let through what could not be checked, in place of stopping it.")
    ] = False


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of privacy-gate."""

    prompts: Annotated[list[_Text], msgspec.Meta(description="Globs of the texts that go to an outside assistant.")] = (
        msgspec.field(default_factory=lambda: list(DEFAULT_PROMPTS))
    )
    keywords: Annotated[
        list[_Text],
        msgspec.Meta(description="Words of your business: products, customers, code names. Flagged in prompts."),
    ] = []
    never_send: Annotated[
        list[_Text],
        msgspec.Meta(description="Globs of code that never leaves: any part of it in a prompt is an error."),
    ] = []
    public_code: Annotated[
        list[_Text | PublicRepository],
        msgspec.Meta(
            description="Code that may be shown to anybody, and is not looked for: globs, and repositories, whose code"
            " and names are public also where they stand here: `../open-sdk`, `https://…`, `{repository: owner/name}`."
        ),
    ] = []
    glossary: Annotated[
        list[_Text | GlossaryTerm],
        msgspec.Meta(description="Terms of this repository, from `privacy-gate index glossary` or by hand."),
    ] = []
    not_core: Annotated[
        list[_Text], msgspec.Meta(description="Globs of code that is not your core logic: adding to it is no matter.")
    ] = []
    wording: Annotated[
        WordingName,
        msgspec.Meta(
            description="How soon a sentence counts as telling of your business. On hands that the model did not know, "
            "`strict` finds 76 % of the leaks in comments, `balanced` 64 %, `quiet` 37 %, and flags 25, 16 and 5 % "
            "of clean ones worded alike, 0.3 % of public comments or less (docs/figures.md)."
        ),
    ] = "balanced"
    template: Annotated[Template, msgspec.Meta(description="The form that prompts have.")] = Template()
    severity: Annotated[
        dict[_Text, SeverityName | dict[Exposure, SeverityName]],
        msgspec.Meta(description="Severity by rule or family, for both exposures or for each."),
    ] = {}
    per_path: Annotated[list[PathRule], msgspec.Meta(description="Settings for some paths.")] = []
    exclude: Annotated[
        list[_Text], msgspec.Meta(description="Globs that are left out when a folder or a change is read.")
    ] = []
    extra_rules: Annotated[
        list[_Text], msgspec.Meta(description="Files with rules of your own, relative to the root.")
    ] = []
    baseline: Annotated[
        _Text | None,
        msgspec.Meta(description="The file with accepted findings, relative to the root, in place of the usual one."),
    ] = None
    plugins: Annotated[
        list[_Text],
        msgspec.Meta(description="detect-secrets plugins of your own, relative to the root; run by --allow-plugins."),
    ] = []
    hook: Annotated[Hook, msgspec.Meta(description="What the hooks of assistants do.")] = Hook()
    fail_on: Annotated[FailOn, msgspec.Meta(description="The lowest severity that makes the exit code 1.")] = "error"
    extends: Annotated[
        _Text | list[_Text],
        msgspec.Meta(
            description="Policies that this file may tighten and not loosen: paths, relative to this file, or"
            " `package:NAME/FILE` for a file of an installed Python package."
        ),
    ] = []
    max_file_size: Annotated[
        int, msgspec.Meta(ge=1, description="In bytes. A larger file is skipped; a larger prompt is a problem.")
    ] = 20_000_000

    def terms(self, *, confidential: bool) -> list[str]:
        """The terms of the glossary that stand there as text, of one kind."""
        entries = [entry if isinstance(entry, GlossaryTerm) else GlossaryTerm(term=entry) for entry in self.glossary]
        return [entry.term for entry in entries if entry.term and entry.confidential == confidential]

    def digests(self, *, confidential: bool) -> list[str]:
        """The terms of the glossary that stand there as digests, of one kind."""
        entries = [entry for entry in self.glossary if isinstance(entry, GlossaryTerm)]
        return [entry.scrypt for entry in entries if entry.scrypt and entry.confidential == confidential]

    def public_globs(self) -> tuple[str, ...]:
        """The globs of `public_code`."""
        return tuple(one for one in self.public_code if isinstance(one, str) and not _REPOSITORY.match(one))

    def public_repositories(self) -> list[str]:
        """The repositories of `public_code`: paths, addresses, `owner/name`."""
        return [
            one if isinstance(one, str) else one.repository
            for one in self.public_code
            if not isinstance(one, str) or _REPOSITORY.match(one)
        ]

    def exposure(self, path: str) -> Exposure:
        """Where the text at `path` (relative to the root, with `/`) is going."""
        for rule in self.per_path:
            if rule.exposure is not None and glob(tuple(rule.paths)).fullmatch(path):
                return rule.exposure
        return Exposure.OUTBOUND if glob(tuple(self.prompts)).fullmatch(path) else Exposure.INTERNAL

    def excludes(self, path: str) -> bool:
        return bool(self.exclude) and glob(tuple(self.exclude)).fullmatch(path) is not None


Reader = Callable[[Path], bytes]
"""Reads a file. Raises OSError."""


class Layer(msgspec.Struct, frozen=True):
    """One file with settings: `source` is how messages name it, `data` its bytes. `by` read it, where that
    was not from the disk."""

    config: Config
    source: str
    path: Path
    data: bytes
    by: Reader | None = None

    @property
    def folder(self) -> Path:
        """Where paths in it begin."""
        # the links on the disk are not those of the commit that is read
        return (self.path.resolve() if self.by is None else Path(os.path.abspath(self.path))).parent  # noqa: PTH100

    @property
    def is_toml(self) -> bool:
        return self.path.suffix == ".toml"


class Settings(msgspec.Struct, frozen=True):
    """A configuration and where it came from: `source` for messages, `folder` for relative paths in it.

    `layers` are the files that it is made of, the policies first; none without a file. The files that it
    names are read by `by`, where that is not from the disk.
    """

    config: Config
    source: str | None
    folder: Path
    layers: tuple[Layer, ...] = ()
    by: Reader | None = None


def own_layer(root: Path, named: Path | None = None, by: Reader | None = None) -> Layer | None:
    """The configuration of the repository at `root`, or the named file, without what it extends
    (`policies.load`); None when there is none.

    Raises GateError when the file is broken, or when both places hold a configuration.
    """
    if named is not None:
        return read(named, str(named), required=True, by=by)
    own, in_pyproject = _if_there(root / FILE_NAME, by), _if_there(root / "pyproject.toml", by)
    if own is not None and in_pyproject is not None:
        raise GateError(f"{FILE_NAME} and [tool.privacy-gate] in pyproject.toml are both there", "keep one of the two")
    return own or in_pyproject


def _if_there(path: Path, by: Reader | None) -> Layer | None:
    if by is None:
        return read(path, path.name) if path.is_file() else None
    try:
        by(path)
    except FileNotFoundError:
        return None
    return read(path, path.name, by=by)


def read(path: Path, source: str, *, required: bool = False, by: Reader | None = None) -> Layer | None:
    """One file; None for a pyproject.toml that says nothing of the gate, unless it is `required` to."""
    try:
        data = (by or Path.read_bytes)(path)
    except OSError as error:
        raise GateError(f"cannot read the configuration {source}: {error.strerror}") from None
    config = _decoded(data, source, is_toml=path.suffix == ".toml", required=required)
    return None if config is None else Layer(config, source, path, data, by)


def _decoded(data: bytes, source: str, *, is_toml: bool, required: bool) -> Config | None:
    if is_toml and not required and b"privacy-gate" not in data:
        return None
    digest = blake2b(b"\0".join((cache.code_digest(), str(is_toml).encode(), data)), digest_size=16)
    name = f"{digest.hexdigest()}.settings"
    if (stored := cache.load(name)) is not None:
        return msgspec.msgpack.decode(stored, type=Config)
    config = _decode(data, source, is_toml=is_toml)
    if config is not None:
        cache.store(name, msgspec.msgpack.encode(config))
    elif required:
        raise GateError(f"{source} has no table [tool.privacy-gate]")
    return config


def _decode(data: bytes, source: str, *, is_toml: bool) -> Config | None:
    from privacy_gate.settings_files import decode_toml, decode_yaml

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GateError(f"{source}: not UTF-8") from None
    if is_toml:
        return decode_toml(text, source, ("tool", "privacy-gate"), Config)
    return decode_yaml(text, source, Config)


def schema() -> dict[str, Any]:
    """The JSON Schema of the configuration file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Config)}
