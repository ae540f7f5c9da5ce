"""The records of `rules/toolchain.yaml`: the tools, and the required settings of each, with source and date.

Adding a check changes only that file. Each kind of check is a class here and a module in `audit/kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Struct

from privacy_gate.base.settings_files.parsed import Format
from privacy_gate.rules import SeverityName

Platform = Literal["linux", "macos", "windows"]

Scope = Literal["managed", "local", "project", "user"]

Place = str | dict[Platform, str]
"""A path below `~/`, below a folder of `folders:` (`<name>/…`), absolute, or in the repository.

It can be a path for each platform. A platform without a path does not have the file.
"""

Absent = Literal["pass", "fail", "unknown"]

Scalar = bool | int | str | None

REPOSITORY_SCOPES: tuple[Scope, ...] = ("local", "project")


class SettingsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A settings file of a tool. `variables` is the key of the environment variables that it sets for the tool."""

    scope: Scope
    path: Place
    format: Format = "json"
    variables: tuple[str, ...] = ()


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    """A tool. `settings` are in order of precedence, and the first one wins. `signs` are paths (globs) that show that
    the tool is used. `anywhere` are file names that show it in any folder. A tool without signs is always in use."""

    id: str
    name: str
    page: str
    signs: list[Place] = []
    anywhere: list[str] = []
    settings: list[SettingsFile] = []


class Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """The reason that several checks share, and their severity."""

    why: str
    severity: SeverityName = "warning"


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """The required value of a setting. It is a key of the settings files, or an environment variable, of the process or
    set by settings files. If there are both, the variable overrides the key. `is` lists the good values, and --fix
    writes the first one. `is_not` lists the bad values. Values of variables are compared without case. `absent`
    overrides that of the check. With `covers`, the list must contain rules of that tool (`Read` for `Read(./.env)`).
    Their patterns, in .gitignore syntax, must cover every sensitive path."""

    key: tuple[str, ...] = ()
    variable: str | None = None
    good: Annotated[list[Scalar], msgspec.Meta(description="`is` in the file.")] = msgspec.field(
        default_factory=list, name="is"
    )
    bad: Annotated[list[Scalar], msgspec.Meta(description="`is_not` in the file.")] = msgspec.field(
        default_factory=list, name="is_not"
    )
    filled: bool = False
    at_most: int | None = None
    has: list[str] = []
    covers: str | None = None
    absent: Absent | None = None

    @property
    def name(self) -> str:
        return self.variable or ".".join(self.key)


class Cases(Struct, frozen=True, forbid_unknown_fields=True):
    """Test cases of a check: made-up computers, grouped by the expected result. A record with `files` (texts by path),
    and optionally `variables`, is a computer. Anything else is the value of a setting. It is tried in each file, and as
    an environment variable if it is a text. In the cases of `absent`, the setting is missing, and they fail as well."""

    passes: list[Any]
    fails: list[Any]
    absent: list[Any] = []
    unknown: list[Any] = []


class Check(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """The fields that all checks have. `title` names the problem, and `goal` is the entry in the checklist, both
    without the tool. `judged` is the part of the audit (user or repository) that reports the check if no file has the
    setting. `read` is the month in which the source was read. A check that is not `confirmed` never passes or fails."""

    id: str
    tool: str
    topic: str
    title: str
    goal: str
    source: str
    read: Annotated[str, msgspec.Meta(pattern=r"^20\d\d-\d\d$")]
    cases: Cases
    confirmed: bool = True
    judged: Literal["user", "repository"] = "user"
    remedy: str | None = None
    note: str | None = None
    severity: SeverityName | None = None


class Setting(Check, frozen=True, tag="setting", forbid_unknown_fields=True, kw_only=True):
    """A check of a setting. Either at least one setting in `any`, or all settings in `every`, must have the required
    value. With `together`, the lists of all files count as one list. --fix writes the first of `any`. `absent` is the
    result if none is set."""

    any: list[Wanted] = []
    every: list[Wanted] = []
    absent: Absent = "fail"
    together: bool = False
    fixable: bool = True


class IgnoreFile(Check, frozen=True, tag="ignore-file", forbid_unknown_fields=True, kw_only=True):
    """A check of a file that hides paths from a tool.

    It must cover the sensitive paths. With `gitignore`, the tool also respects .gitignore files.
    """

    names: list[str]
    elsewhere: list[Place] = []
    gitignore: bool = False


class WithoutEffect(Check, frozen=True, tag="without-effect", forbid_unknown_fields=True, kw_only=True):
    """A check for a file that people write but no program reads."""

    names: list[str]


class Account(Check, frozen=True, tag="account", forbid_unknown_fields=True, kw_only=True):
    """A check of a setting that no file contains. `page` is the page to open, and `set` is the required setting."""

    page: str
    set: str


class HookRecord(Check, frozen=True, tag="hook", forbid_unknown_fields=True, kw_only=True):
    """A check of a hook of privacy-gate.

    It needs a matching command in one of `files`, below one of the keys in `under`. `off` is a setting that turns all
    hooks off. `closed` is a key next to the command, with the value that makes a failing hook block the prompt. `ask`
    is a question for a person.

    `scripts` of the repository can replace the hook, and so can the git hook `git_hook` of this clone. Their text must
    then match `calls`.
    """

    files: list[SettingsFile]
    under: list[tuple[str, ...]]
    command: str
    off: Wanted | None = None
    closed: dict[str, Scalar] = {}
    ask: str | None = None
    install: str | None = None
    scripts: list[Place] = []
    git_hook: str | None = None
    calls: str | None = None


class GitHook(Check, frozen=True, tag="git-hook", forbid_unknown_fields=True, kw_only=True):
    """A check of a git hook, by its name. Its text must match an expression. A hook is not part of the repository, so
    each clone needs it."""

    name: str
    mentions: str


class Keys(Check, frozen=True, tag="keys", forbid_unknown_fields=True, kw_only=True):
    """A check of keys in files. With `environments` (globs), each key must appear in only one of them. Otherwise, no
    key may appear in settings or in `files`."""

    names: str
    environments: dict[str, list[str]] = {}
    files: list[SettingsFile] = []


class Service(Check, frozen=True, tag="service", forbid_unknown_fields=True, kw_only=True):
    """A check for an external service in CI.

    It is recognised by the actions of a step, by files, by secrets, or by commands. The last two are expressions.
    """

    uses: list[str] = []
    files: list[str] = []
    secrets: list[str] = []
    runs: list[str] = []


class Switches(Check, frozen=True, tag="switches", forbid_unknown_fields=True, kw_only=True):
    """A check for settings of the repository that turn the gate off or redirect requests.

    `assistant_switches` lists them. They are in a `folder` of this name.
    """

    folder: str


AnyCheck = Setting | IgnoreFile | WithoutEffect | Account | HookRecord | GitHook | Keys | Service | Switches


class Sensitive(Struct, frozen=True, forbid_unknown_fields=True):
    """Paths that no assistant should read. `globs` use .gitignore syntax, and `but` are harmless paths. `always` are
    names that count even if no such file exists."""

    globs: list[str]
    but: list[str] = []
    always: list[str] = []


class Records(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the file. `folders` are path prefixes by platform. `sensitive` are the paths that no assistant
    should read. `workflows` are the paths of CI workflows."""

    folders: dict[str, Place]
    sensitive: list[Sensitive]
    workflows: list[str]
    topics: dict[str, Topic]
    tools: list[Tool]
    checks: list[AnyCheck]

    def tool(self, check: AnyCheck) -> Tool:
        return next(tool for tool in self.tools if tool.id == check.tool)


def place_on(place: Place, platform: Platform) -> str | None:
    return place.get(platform) if isinstance(place, Mapping) else place
