"""The records of `rules/toolchain.yaml`: the tools, and what is wanted of each, with source and date.

Adding a check touches that file alone. Each kind of check is a class here and a module in `audit/kinds`.
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
"""A path: below `~/`, below a folder of `folders:` (`<name>/…`), absolute, or in the repository. Where it
differs by platform, a path for each; a platform without one has no such file."""

Absent = Literal["pass", "fail", "unknown"]

Scalar = bool | int | str | None

REPOSITORY_SCOPES: tuple[Scope, ...] = ("local", "project")


class SettingsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A settings file of a tool. `variables` is the key of the environment that it gives the tool."""

    scope: Scope
    path: Place
    format: Format = "json"
    variables: tuple[str, ...] = ()


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    """A tool. `settings` stand in order of precedence, the first wins; `signs` are paths (globs) that tell
    that it is used, and `anywhere` file names that do so in any folder. Without signs it always is."""

    id: str
    name: str
    page: str
    signs: list[Place] = []
    anywhere: list[str] = []
    settings: list[SettingsFile] = []


class Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """What several checks have in common: why it matters."""

    why: str
    severity: SeverityName = "warning"


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """The required value of a setting.

    It is a key of the settings files, or an environment variable, of the process or set by settings files. If there are
    both, the variable overrides the key. `is` lists the good values, and --fix writes the first one. `is_not` lists the
    bad values. Values of variables are compared without case. `absent` overrides that of the check. With `covers`, the
    list must contain rules of that tool (`Read` for `Read(./.env)`). Their patterns, in .gitignore syntax, must cover
    every sensitive path.
    """

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
    """Made-up machines by what the check must say of them. A record with `files` (texts by path), and
    perhaps `variables`, is one; anything else is a value of a setting, tried in each file and as a variable
    of the environment where it is a text. Those of `absent` lack what is asked for, and fail as well."""

    passes: list[Any]
    fails: list[Any]
    absent: list[Any] = []
    unknown: list[Any] = []


class Check(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """What all checks have. `title` names the problem, `goal` what the checklist ticks, both without the tool.
    `judged` is the part in which it counts when nothing is set. `read` is the month in which the source was
    read. What is not `confirmed` is never a pass or a failure.
    """

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
    """A setting: `any` of these must be as wanted, or `every` one. With `together`, lists of all files count
    as one list. Of `any`, --fix writes the first. `absent` says what it comes to when none is set."""

    any: list[Wanted] = []
    every: list[Wanted] = []
    absent: Absent = "fail"
    together: bool = False
    fixable: bool = True


class IgnoreFile(Check, frozen=True, tag="ignore-file", forbid_unknown_fields=True, kw_only=True):
    """A file that keeps paths from a tool; it must cover the sensitive ones. With `gitignore` the tool keeps
    to those files too."""

    names: list[str]
    elsewhere: list[Place] = []
    gitignore: bool = False


class WithoutEffect(Check, frozen=True, tag="without-effect", forbid_unknown_fields=True, kw_only=True):
    """A file that people write and no program reads."""

    names: list[str]


class Account(Check, frozen=True, tag="account", forbid_unknown_fields=True, kw_only=True):
    """A setting that no file tells: the page to look at, and what to set there. `unless` is a setting by which
    the question does not come up."""

    page: str
    set: str


class HookRecord(Check, frozen=True, tag="hook", forbid_unknown_fields=True, kw_only=True):
    """A hook of ours: in some files, below one of some keys, a command that matches. `off` is a setting that switches
    all hooks off; `closed` a key beside the command, with the value that keeps a failing hook from letting
    the prompt out; `ask` is what must be looked at beside it. `scripts` of the repository serve in its place, and
    in this clone a hook of git, `git_hook`; `calls` is what their text has then."""

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
    """A hook of git, by its name, whose text matches an expression: it is no part of the repository, each
    clone needs it."""

    name: str
    mentions: str


class Keys(Check, frozen=True, tag="keys", forbid_unknown_fields=True, kw_only=True):
    """Keys as texts in files: of one environment each (`environments`, globs), or where none belongs (`files`)."""

    names: str
    environments: dict[str, list[str]] = {}
    files: list[SettingsFile] = []


class Service(Check, frozen=True, tag="service", forbid_unknown_fields=True, kw_only=True):
    """An outside service in CI: by the actions that a step uses, by files, by secrets, by the commands it runs
    (the last two are expressions)."""

    uses: list[str] = []
    files: list[str] = []
    secrets: list[str] = []
    runs: list[str] = []


class Switches(Check, frozen=True, tag="switches", forbid_unknown_fields=True, kw_only=True):
    """Settings of the repository that switch the gate off or redirect requests, as `assistant_switches` lists them;
    they lie in a `folder` of this name."""

    folder: str


AnyCheck = Setting | IgnoreFile | WithoutEffect | Account | HookRecord | GitHook | Keys | Service | Switches


class Sensitive(Struct, frozen=True, forbid_unknown_fields=True):
    """Paths that no assistant should read: globs as in .gitignore, those that are harmless (`but`), and
    names that count whether such a file is there or not."""

    globs: list[str]
    but: list[str] = []
    always: list[str] = []


class Records(Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `folders` are paths by platform that others begin with; `sensitive` are the paths that no
    assistant should read, `workflows` where CI is described."""

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
