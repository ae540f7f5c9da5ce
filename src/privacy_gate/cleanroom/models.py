"""Send a prompt to a local model. Two APIs are supported.

Ollama: https://github.com/ollama/ollama/blob/main/docs/api.md, one JSON object in each line.

LM Studio: https://lmstudio.ai/docs/developer/openai-compat, the format of OpenAI, as server-sent events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line
from privacy_gate.cleanroom.loopback import ITS_LOG, Server, ServerError, read_answer
from privacy_gate.reporters.markup import clip

_FORM = "Another program may use this port. Set the server with --server and its API with --api."


class Piece(NamedTuple):
    """A part of an answer. `done` marks the last one."""

    text: str = ""
    done: bool = False


class Api(NamedTuple):
    """The API of a model server.

    `port` is the default port. `list_path` returns the list of models, and `models` parses it. `ask_path` accepts a
    prompt, and `piece` parses a line of the answer.
    """

    name: str
    port: int
    list_path: str
    models: Callable[[Any], list[str]]
    ask_path: str
    piece: Callable[[bytes], Piece]


def models(api: Api, at: Server) -> list[str]:
    """Return the names of the models on a server. Raises ServerError if the server does not answer as this API does."""
    with read_answer(at, "GET", api.list_path) as lines:
        data = _decode(b"".join(lines))
    try:
        return api.models(data)
    except (AttributeError, KeyError, TypeError):
        raise ServerError(f"{at.name} does not answer like {api.name}", _FORM) from None


def ask(api: Api, at: Server, model: str, text: str, patience: float) -> Iterator[str]:
    """Yield the answer of a model in pieces. Raises ServerError if the answer stops before its end."""
    question = {"model": model, "messages": [{"role": "user", "content": text}], "stream": True}
    with read_answer(at, "POST", api.ask_path, msgspec.json.encode(question), patience) as lines:
        for line in lines:
            piece = _piece(api, line)
            if piece.text:
                yield piece.text
            if piece.done:
                return
    raise ServerError(f"the answer of {at.name} is incomplete", ITS_LOG)


def _piece(api: Api, line: bytes) -> Piece:
    if not line.strip():
        return Piece()
    try:
        return api.piece(line)
    except (AttributeError, IndexError, KeyError, TypeError):
        raise ServerError("the server's answer cannot be read", _FORM) from None


def _decode(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ServerError("the server's answer is not JSON", _FORM) from None


def _raise_error_of(data: Any) -> None:
    """Raise a ServerError if the server's reply reports an error."""
    error = data.get("error") if isinstance(data, dict) else None
    if error:
        message = error.get("message", "") if isinstance(error, dict) else error
        raise ServerError(f"the server says: {one_line(clip(str(message), 300))}", ITS_LOG)


def _parse_ollama(line: bytes) -> Piece:
    data = _decode(line)
    _raise_error_of(data)
    return Piece(_string((data.get("message") or {}).get("content")), done=data.get("done") is True)


def _parse_lm_studio(line: bytes) -> Piece:
    field, _, value = line.strip().partition(b":")
    if field != b"data":  # a comment, or the name of an event
        return Piece()
    if value.strip() == b"[DONE]":
        return Piece(done=True)
    data = _decode(value)
    _raise_error_of(data)
    choices = data["choices"]
    return Piece(_string((choices[0].get("delta") or {}).get("content"))) if choices else Piece()


def _string(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError
    return value


OLLAMA = Api(
    "Ollama", 11434, "/api/tags", lambda data: [str(one["name"]) for one in data["models"]], "/api/chat", _parse_ollama
)
LM_STUDIO = Api(
    "LM Studio",
    1234,
    "/v1/models",
    lambda data: [str(one["id"]) for one in data["data"]],
    "/v1/chat/completions",
    _parse_lm_studio,
)
APIS = {"ollama": OLLAMA, "lmstudio": LM_STUDIO}


def choose_model(known: list[str], wanted: str | None, where: str) -> str:
    """Return the model to ask. Raises GateError if it does not exist, or if it is not named and not the only one."""
    listed = ", ".join(one_line(clip(name, 80)) for name in known[:12])
    if wanted is None:
        if len(known) == 1:
            return known[0]
        if not known:
            raise GateError(f"{where} has no model", "Pull or load a model first.")
        raise GateError(f"{where} has several models", f"Choose one with --model: {listed}")
    for name in (wanted, f"{wanted}:latest"):  # as Ollama completes the name
        if name in known:
            return name
    raise GateError(
        f"{where} has no model `{one_line(wanted)}`",
        f"Installed models: {listed}" if known else "No models are installed.",
    )
