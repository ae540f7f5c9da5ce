"""Settings in a repository that disable privacy-gate for an assistant, or redirect the assistant's requests.

This is the only list of them. Hooks, checks of changes and the audit use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import foreign
from privacy_gate.base.settings_files.parsed import Key

ROOT_FILES = {
    ".claude": (".claude/settings.json", ".claude/settings.local.json"),
    ".gemini": (".gemini/settings.json",),
}
"""The settings files at the root of a repository, by the folder of the assistant that reads them."""
_FILE = re.compile(
    r"(?:.*[/\\])?(?:\.claude[/\\]settings(?:\.local)?|\.gemini[/\\]settings)\.json", re.IGNORECASE | re.DOTALL
)
_VARIABLE = re.compile(
    r"(?:ANTHROPIC|CLAUDE)_\w{0,60}(?:BASE_URL|ENDPOINT|UNIX_SOCKET)|CLAUDE_CODE_PLUGIN_DIRS|CLAUDE_CONFIG_DIR"
    r"|CLAUDE_CODE_(?:SIMPLE|SAFE_MODE|MANAGED_SETTINGS_PATH)|(?:HTTPS?|ALL)_PROXY"
    r"|NODE_(?:EXTRA_CA_CERTS|OPTIONS|TLS_REJECT_UNAUTHORIZED)|SSL_CERT_(?:FILE|DIR)"
    r"|OTEL_EXPORTER_OTLP_(?:\w{1,40}_)?ENDPOINT"
    r"|PATH|PRIVACY_GATE_\w{1,60}|PYTHON(?:PATH|HOME|PLATLIBDIR|USERBASE)|(?:LD|DYLD)_\w{1,60}|BASH_ENV"
    r"|CLAUDE_CODE_SHELL(?:_PREFIX)?|SHELL|HOME|USERPROFILE"
    r"|GIT_(?:DIR|COMMON_DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|EXEC_PATH|CONFIG\w{0,60})",
    re.IGNORECASE,
)
"""Variables that redirect traffic, load other code, replace the program or disable hooks."""
_HOOKS, _PLUGINS, _ENVIRONMENT, _CONFIG = "disableAllHooks", "enabledPlugins", "env", "hooksConfig"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_QUOTED = re.compile(r'"([^"\n]{1,200})"')


def is_settings(path: str) -> bool:
    """Whether a path is that of an assistant's settings, in the repository or a folder below it."""
    return _FILE.fullmatch(path) is not None


def switches(text: str) -> tuple[Key, ...]:
    """Return the keys in a settings text that disable privacy-gate or redirect requests.

    In a text that cannot be parsed, each possible name counts.
    """
    try:
        data = foreign.parse_foreign(text.removeprefix("\ufeff"), "jsonc", "settings").data if text.strip() else None
    except GateError:
        return tuple(dict.fromkeys(_names(text)))
    return tuple(_keys(data))


def describe_keys(keys: tuple[Key, ...]) -> str:
    """Return the keys for a message. Other parts of a key are not quoted."""
    names = dict.fromkeys(key[0] if key[0] != _ENVIRONMENT else ".".join(key) for key in keys)
    return ", ".join(f"`{name}`" for name in names)


def _keys(data: Any) -> Iterator[Key]:
    if not isinstance(data, dict):
        return
    if data.get(_HOOKS) not in (None, False):
        yield (_HOOKS,)
    config = data.get(_CONFIG)
    if isinstance(config, dict) and (config.get("enabled") not in (None, True) or config.get("disabled")):
        yield (_CONFIG,)
    plugins = data.get(_PLUGINS)
    if isinstance(plugins, dict):
        yield from ((_PLUGINS, str(name)) for name, value in plugins.items() if value is False)
    variables = data.get(_ENVIRONMENT)
    if isinstance(variables, dict):
        for name, value in variables.items():
            if _VARIABLE.fullmatch(str(name)) and value not in (None, ""):
                yield (_ENVIRONMENT, str(name))


def _names(text: str) -> Iterator[Key]:
    for found in _QUOTED.finditer(_ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)):
        name = found[1]
        if name in (_HOOKS, _PLUGINS, _CONFIG):
            yield (name,)
        elif _VARIABLE.fullmatch(name):
            yield (_ENVIRONMENT, name)
