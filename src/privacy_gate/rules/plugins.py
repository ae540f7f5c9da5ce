"""The detect-secrets plugins of a user.

Plugins are code, usually from the checked repository, so only `--allow-plugins` loads them. They must not verify a
secret, because that would open connections.

The expressions of a simple plugin are added to the rules. A plugin with other code is called for each line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from privacy_gate.base.errors import GateError

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin


class NamedPlugin(Struct, frozen=True):
    """A plugin entry in the settings: a file, one class in it or all of them, and arguments for the class."""

    path: str
    name: str | None = None
    arguments: dict[str, Any] = {}


class PluginValue(NamedTuple):
    """A finding of a plugin in a line: the kind of secret, and the secret."""

    kind: str
    text: str


class Plugins:
    """The loaded plugins.

    `expressions` are added to the rules, each with its kind. `readers` are called for each line. `code` is the content
    of all plugin files, for digests. `failures` returns the errors of plugins.
    """

    def __init__(self) -> None:
        self.code = b""
        self.expressions: list[tuple[str, str]] = []
        self.readers: list[BasePlugin] = []
        self._failures: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.expressions or self.readers)

    def read(self, path: str, lines: list[str], wanted: Iterable[int]) -> Iterator[tuple[int, PluginValue]]:
        """Yield the secrets that plugins find in the wanted lines of a text, with the line numbers (from 1).

        A plugin that fails skips the remaining lines.
        """
        numbers = list(wanted)
        for plugin in self.readers:
            try:
                for number in numbers:
                    yield from ((number, value) for value in _values(plugin, path, lines, number))
            except (Exception, SystemExit) as error:  # noqa: BLE001  (the code of the plugin can raise anything)
                self._failures.append(f"the plugin {type(plugin).__name__} failed: {type(error).__name__}")

    def failures(self) -> list[str]:
        """Return the errors since the last call. They do not contain the text that was read."""
        said, self._failures = self._failures, []
        return said


def load(named: Sequence[NamedPlugin], root: Path) -> Plugins:
    """Load plugins from their files. Raises GateError if a plugin does not exist or cannot be loaded."""
    plugins = Plugins()
    for one in named:
        file = _find(one.path, root)
        plugins.code += file.read_bytes() + b"\0"
        classes = [kind for kind in _classes(file) if one.name in (None, kind.__name__)]
        if not classes:
            raise GateError(
                f"no plugin {one.name or ''} in {file}".replace("  ", " "),
                "A plugin is a subclass of BasePlugin.",
            )
        for kind in classes:
            _add(plugins, kind, one)
    return plugins


def _find(path: str, root: Path) -> Path:
    """Find the file of a plugin.

    A baseline has an absolute path on its author's computer, so the end of the path is looked up below the root.
    """
    file = root / path
    if file.is_file():
        return file
    parts = Path(path).parts
    for at in range(1, len(parts)):
        if (file := root.joinpath(*parts[at:])).is_file():
            return file
    raise GateError(f"plugin not found: {path}", "Check `plugins` in the settings or in .secrets.baseline.")


def _classes(file: Path) -> list[type[BasePlugin]]:
    import inspect
    from importlib.util import module_from_spec, spec_from_file_location

    try:
        from detect_secrets.plugins.base import BasePlugin
    except ImportError:
        raise GateError("detect-secrets is not installed", "Reinstall privacy-gate.") from None
    spec = spec_from_file_location(f"privacy_gate_plugin_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise GateError(f"{file} is not a Python file", "A plugin is a .py file.")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001  (code of other authors)
        raise GateError(
            f"the plugin {file} cannot be loaded: {type(error).__name__}", "Import it in Python for the full error."
        ) from None
    return [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, BasePlugin)
        and kind.__module__ == module.__name__
        and not inspect.isabstract(kind)
    ]


def _add(plugins: Plugins, kind: type[BasePlugin], named: NamedPlugin) -> None:
    from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector

    from privacy_gate.rules.bound_repeats import bound_expression

    if issubclass(kind, RegexBasedDetector) and not _overrides(kind, RegexBasedDetector):
        expressed: Any = kind  # its base class declares `denylist` as a property of instances
        try:
            plugins.expressions += [
                (str(kind.secret_type), bound_expression(one.pattern, one.flags)) for one in expressed.denylist
            ]
        except (GateError, AttributeError, TypeError):
            pass  # no bounded form: the plugin is called for each line, which is slow
        else:
            return
    try:
        plugin = kind(**named.arguments)
    except Exception as error:  # noqa: BLE001  (code of other authors)
        raise GateError(
            f"the plugin {kind.__name__} cannot be created: {type(error).__name__}",
            "Check the arguments of its class.",
        ) from None
    vars(plugin)["verify"] = _skip_verification  # for this instance, not for its class
    assert isinstance(plugin, BasePlugin)
    plugins.readers.append(plugin)


def _overrides(kind: type, base: type) -> bool:
    return any(getattr(kind, name) is not getattr(base, name) for name in ("analyze_line", "analyze_string"))


def _skip_verification(secret: str) -> Any:
    from detect_secrets.constants import VerifiedResult

    return VerifiedResult.UNVERIFIED


def _values(plugin: BasePlugin, path: str, lines: list[str], number: int) -> list[PluginValue]:
    from detect_secrets.util.code_snippet import get_code_snippet
    from detect_secrets.util.inject import call_function_with_arguments  # a plugin may omit arguments

    found = call_function_with_arguments(
        plugin.analyze_line,
        filename=path,
        line=lines[number - 1],
        line_number=number,
        context=get_code_snippet(lines=lines, line_number=number),
    )
    return sorted(PluginValue(str(one.type), one.secret_value or "") for one in found)
