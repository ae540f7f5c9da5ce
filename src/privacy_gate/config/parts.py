"""The records that stand within the settings."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from privacy_gate.model import Exposure

SeverityName = Literal["error", "warning", "note", "off"]

Text = Annotated[str, msgspec.Meta(min_length=1)]
"""A text that is not empty."""

_Digest = Annotated[str, msgspec.Meta(pattern=r"^[1-5]\$[0-9a-f]{32}\$[0-9a-f]{32}$")]


class PathRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings for some paths, with the reason why."""

    paths: Annotated[
        list[Text], msgspec.Meta(min_length=1, description="Globs, relative to the root, as in .gitignore.")
    ]
    reason: Annotated[Text, msgspec.Meta(description="Why these paths are different.")]
    ignore: Annotated[
        list[Text], msgspec.Meta(description="Rules or families that are not reported there; `all` for every rule.")
    ] = []
    exposure: Annotated[Exposure | None, msgspec.Meta(description="Where these texts go, whatever `prompts` says.")] = (
        None
    )


class GlossaryTerm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word or a few that belong to this business: as text, or as a digest where the list itself must not tell."""

    term: Annotated[Text | None, msgspec.Meta(description="The words, as text.")] = None
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
        Text,
        msgspec.Meta(
            description="The folder of a local clone, relative to the root; or an address or `owner/name` that a remote"
            " of a submodule has, or of a clone in a folder beside this repository. No connection is opened."
        ),
    ]


SectionName = Literal["task", "input", "output", "constraints", "tests"]

SECTIONS: tuple[SectionName, ...] = ("task", "input", "output", "constraints", "tests")


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sections of a team's own prompts."""

    sections: Annotated[
        dict[SectionName, list[Text]],
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


class Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The index of an organisation, by which code of its other repositories is found in a prompt."""

    index: Annotated[
        Text,
        msgspec.Meta(
            description="Where `privacy-gate org build` writes it and `org pull` fetches it from: a folder, or an"
            " object store (`s3://…`). No check opens a connection: it looks into what was pulled."
        ),
    ]
    key: Annotated[
        Text | None,
        msgspec.Meta(
            description="The file of the organisation's key, which nobody else can read: `~/…`, or relative to the"
            " root. Else, and before it, the key is taken from PRIVACY_GATE_ORGANISATION_KEY."
        ),
    ] = None
    required: Annotated[
        bool,
        msgspec.Meta(
            description="A prompt is a problem where the index or the key is not here; else that is only said."
        ),
    ] = True
