"""The records in the settings."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from privacy_gate.model import Exposure

SeverityName = Literal["error", "warning", "note", "off"]

Text = Annotated[str, msgspec.Meta(min_length=1)]
"""A text that is not empty."""

_Digest = Annotated[str, msgspec.Meta(pattern=r"^[1-5]\$[0-9a-f]{32}\$[0-9a-f]{32}$")]


class PathRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings for the given paths, with the reason for them."""

    paths: Annotated[
        list[Text], msgspec.Meta(min_length=1, description="Globs, relative to the root, as in .gitignore.")
    ]
    reason: Annotated[Text, msgspec.Meta(description="Why these paths are different.")]
    ignore: Annotated[list[Text], msgspec.Meta(description="Rules or families to skip there, or `all`.")] = []
    exposure: Annotated[Exposure | None, msgspec.Meta(description="Exposure of these texts. Overrides `prompts`.")] = (
        None
    )


class GlossaryTerm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A term of your business, as text or as a hash."""

    term: Annotated[Text | None, msgspec.Meta(description="The words, as text.")] = None
    scrypt: Annotated[
        _Digest | None, msgspec.Meta(description="Their hash, from `privacy-gate index glossary --digest`.")
    ] = None
    confidential: Annotated[
        bool, msgspec.Meta(description="Report it as an error in a prompt. Assistant hooks block it too.")
    ] = False

    def __post_init__(self) -> None:
        if (self.term is None) == (self.scrypt is None):
            raise ValueError("either `term` or `scrypt` is needed")


class PublicRepository(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public repository."""

    repository: Annotated[
        Text,
        msgspec.Meta(
            description="Directory of a local clone, relative to the root, or a URL or `owner/name`. A URL or name must"
            " be a remote of a submodule or of a clone next to this repository. No connection is opened."
        ),
    ]


SectionName = Literal["task", "input", "output", "constraints", "tests"]

SECTIONS: tuple[SectionName, ...] = ("task", "input", "output", "constraints", "tests")


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The prompt template of your team."""

    sections: Annotated[
        dict[SectionName, list[Text]],
        msgspec.Meta(description="Additional headings for a section."),
    ] = {}
    required: Annotated[list[SectionName], msgspec.Meta(description="The sections that every prompt must have.")] = (
        msgspec.field(default_factory=lambda: list(SECTIONS))
    )


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of the assistant hooks (`privacy-gate hook`)."""

    profile: Annotated[
        Literal["repository", "clean-room"],
        msgspec.Meta(
            description="`repository`: the assistant works in this repository and sees its code. Secrets, personal"
            " data, never-send code and confidential terms block a text. `clean-room`: all rules do."
        ),
    ] = "repository"
    block_on: Annotated[
        Literal["error", "warning"], msgspec.Meta(description="Lowest severity that blocks a text.")
    ] = "error"
    fail_open: Annotated[
        bool, msgspec.Meta(description="Allow a text that could not be checked, instead of blocking it.")
    ] = False


class Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The organisation index, which finds code of other repositories in a prompt."""

    index: Annotated[
        Text,
        msgspec.Meta(
            description="Where `privacy-gate org build` writes the index and `org pull` downloads it: a directory or an"
            " object store (`s3://…`). Checks use the downloaded copy and open no connection."
        ),
    ]
    key: Annotated[
        Text | None,
        msgspec.Meta(
            description="File with the organisation's key, readable only by you: `~/…`, or relative to the root."
            " The variable PRIVACY_GATE_ORGANISATION_KEY overrides it."
        ),
    ] = None
    required: Annotated[
        bool,
        msgspec.Meta(
            description="If the index or the key is missing, a prompt cannot be checked. `false`: only a warning."
        ),
    ] = True
