"""Settings: their keys, their files, and the limits that a policy sets."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from privacy_gate.base.globs import glob, guarding_glob
from privacy_gate.config.parts import (
    GlossaryTerm,
    Hook,
    Organisation,
    PathRule,
    PublicRepository,
    SeverityName,
    Template,
    Text,
)
from privacy_gate.model import Exposure

FILE_NAME = "privacy-gate.yaml"

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

_REPOSITORY = re.compile(r"\.{1,2}/|\.\.$|~|[\w.+-]+://|[\w.-]+@[\w.-]+:")
"""The beginning of an entry that names a repository and is no glob: `../`, `./`, `~`, `https://`, `git@host:`."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of privacy-gate."""

    OTHER_KEYS: ClassVar[dict[str, str]] = {
        "allow": "baseline",
        "allowlist": "baseline",
        "custom_rules": "extra_rules",
        "disable": "severity",
        "exclude_paths": "exclude",
        "exclude_rules": "severity",
        "files": "prompts",
        "ignore": "per_path",
        "ignores": "per_path",
        "overrides": "per_path",
        "paths": "per_path",
        "patterns": "extra_rules",
        "per_file_ignores": "per_path",
        "profile": "hook",
        "rules": "severity",
        "skip": "exclude",
        "terms": "glossary",
        "words": "keywords",
    }

    prompts: Annotated[
        list[Text], msgspec.Meta(description="Globs for texts that are sent to an outside assistant.")
    ] = msgspec.field(default_factory=lambda: list(DEFAULT_PROMPTS))
    keywords: Annotated[
        list[Text],
        msgspec.Meta(description="Business keywords: products, customers, code names. Reported in prompts."),
    ] = []
    never_send: Annotated[
        list[Text],
        msgspec.Meta(description="Globs for never-send code. Any part of it in a prompt is an error."),
    ] = []
    public_code: Annotated[
        list[Text | PublicRepository],
        msgspec.Meta(
            description="Public code, which prompts may contain: globs, or repositories. The code and names of a"
            " repository also count as public where they were copied: `../open-sdk`, `https://…`,"
            " `{repository: owner/name}`."
        ),
    ] = []
    glossary: Annotated[
        list[Text | GlossaryTerm],
        msgspec.Meta(description="Terms of this repository, from `privacy-gate index glossary` or added manually."),
    ] = []
    not_core: Annotated[
        list[Text], msgspec.Meta(description="Globs for non-core code. Additions there are not reported.")
    ] = []
    wording: Annotated[
        WordingName,
        msgspec.Meta(
            description="How sensitive the wording model is. On texts by authors outside the training set, "
            "`strict` finds 76 % of the leaks in comments, `balanced` 64 %, `quiet` 37 %. They flag 25, 16 and 5 % "
            "of similar harmless comments, and at most 0.3 % of public comments (docs/figures.md). "
            "Comments and documents that stay in the repository are checked by `scan --deep`, and with `strict` "
            "also in the added lines of a change."
        ),
    ] = "balanced"
    template: Annotated[Template, msgspec.Meta(description="The template of your prompts.")] = Template()
    severity: Annotated[
        dict[Text, SeverityName | dict[Exposure, SeverityName]],
        msgspec.Meta(description="Severity by rule or family, for both exposures or for each."),
    ] = {}
    per_path: Annotated[list[PathRule], msgspec.Meta(description="Settings for some paths.")] = []
    exclude: Annotated[list[Text], msgspec.Meta(description="Globs for files to skip in directories and changes.")] = []
    extra_rules: Annotated[
        list[Text], msgspec.Meta(description="Files with your own rules, relative to the root.")
    ] = []
    baseline: Annotated[
        Text | None,
        msgspec.Meta(
            description="File with accepted findings, relative to the root. Defaults to .privacy-gate-baseline."
        ),
    ] = None
    plugins: Annotated[
        list[Text],
        msgspec.Meta(
            description="Your own detect-secrets plugins, relative to the root. They only run with --allow-plugins."
        ),
    ] = []
    organisation: Annotated[
        Organisation | None, msgspec.Meta(description="The index of all repositories of your organisation.")
    ] = None
    index_budget: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="Bytes of code that a check may add to an out-of-date private index before it checks a prompt."
            " Git hooks use a quarter of this limit and assistant hooks a twentieth. CI has no limit. Never-send code"
            " is always read. The check is incomplete if not all code could be read.",
        ),
    ] = 20_000_000
    daemon: Annotated[bool, msgspec.Meta(description="Whether checks may use the daemon (docs/daemon.md).")] = True
    hook: Annotated[Hook, msgspec.Meta(description="Settings of the assistant hooks.")] = Hook()
    fail_on: Annotated[FailOn, msgspec.Meta(description="Lowest severity that sets exit code 1.")] = "error"
    may_ignore: Annotated[
        list[Text],
        msgspec.Meta(
            description="In a policy: rules or families that the policy sets to `error`, but that an inline ignore or a"
            " baseline may still accept in a prompt. It has no effect in other settings."
        ),
    ] = []
    extends: Annotated[
        Text | list[Text],
        msgspec.Meta(
            description="Policies that this file can only make stricter: paths relative to this file, or"
            " `package:NAME/FILE` for a file of an installed Python package."
        ),
    ] = []
    max_file_size: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="In bytes. Larger files are skipped. A larger prompt makes the check incomplete."
        ),
    ] = 20_000_000

    def __post_init__(self) -> None:
        paths = [path for rule in self.per_path for path in rule.paths]
        globs = [self.prompts, self.never_send, self.public_globs(), self.not_core, self.exclude, paths]
        for written in (one for some in globs for one in some if "\\" in one):
            # such a glob would match nothing on any system, without an error
            raise ValueError(f"`{written}` contains a backslash; use `/` as the path separator, also on Windows")

    def terms(self, *, confidential: bool) -> list[str]:
        """Return the glossary terms that are listed as plain text. `confidential` selects the confidential or the other
        ones."""
        entries = [entry if isinstance(entry, GlossaryTerm) else GlossaryTerm(term=entry) for entry in self.glossary]
        return [entry.term for entry in entries if entry.term and entry.confidential == confidential]

    def digests(self, *, confidential: bool) -> list[str]:
        """Return the glossary terms that are listed as digests. `confidential` selects the confidential or the other
        ones."""
        entries = [entry for entry in self.glossary if isinstance(entry, GlossaryTerm)]
        return [entry.scrypt for entry in entries if entry.scrypt and entry.confidential == confidential]

    def public_globs(self) -> tuple[str, ...]:
        """Return the globs of `public_code`."""
        return tuple(one for one in self.public_code if isinstance(one, str) and not _REPOSITORY.match(one))

    def public_repositories(self) -> list[str]:
        """Return the repositories of `public_code`: paths, URLs, `owner/name`."""
        return [
            one if isinstance(one, str) else one.repository
            for one in self.public_code
            if not isinstance(one, str) or _REPOSITORY.match(one)
        ]

    def exposure(self, path: str) -> Exposure:
        """Return the exposure of the text at `path` (relative to the root, with `/`)."""
        for rule in self.per_path:
            if rule.exposure is not None:
                matching = guarding_glob if rule.exposure is Exposure.OUTBOUND else glob
                if matching(tuple(rule.paths)).fullmatch(path):
                    return rule.exposure
        return Exposure.OUTBOUND if guarding_glob(tuple(self.prompts)).fullmatch(path) else Exposure.INTERNAL

    def excludes(self, path: str) -> bool:
        return bool(self.exclude) and glob(tuple(self.exclude)).fullmatch(path) is not None


Reader = Callable[[Path], bytes]
"""A function that reads a file. Raises OSError."""


class Layer(msgspec.Struct, frozen=True):
    """One settings file. `source` is its name in messages, and `data` its content. `by` is the function that read it;
    None if it was read from disk."""

    config: Config
    source: str
    path: Path
    data: bytes
    by: Reader | None = None

    @property
    def folder(self) -> Path:
        """The directory that relative paths in the file start at."""
        # links on disk may differ from the links of the commit
        return (self.path.resolve() if self.by is None else Path(os.path.abspath(self.path))).parent  # noqa: PTH100

    @property
    def is_toml(self) -> bool:
        return self.path.suffix == ".toml"


class Settings(msgspec.Struct, frozen=True):
    """The combined settings. `source` is the name of the settings in messages. Relative paths start at `folder`.
    `layers` are the files that were combined, policies first; there are none without a file. `by` reads the files that
    the settings name; None if they are read from disk."""

    config: Config
    source: str | None
    folder: Path
    layers: tuple[Layer, ...] = ()
    by: Reader | None = None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the configuration file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Config)}
