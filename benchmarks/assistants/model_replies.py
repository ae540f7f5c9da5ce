"""What a model answers, in the protocols of four makers: first a call of a tool, then that it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

_USAGE = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}


class Call(NamedTuple):
    """A tool and what it is called with."""

    tool: str
    given: Mapping[str, Any]


def answer(path: str, asked: Any, call: Call | None) -> bytes | None:
    """The stream of events for a request; None for one that is no question to a model. Without a tool in the call the
    model is done at once."""
    if not isinstance(asked, dict):
        return None
    text = json.dumps(asked)
    call = call if call and call.tool else None
    if "/messages" in path and "count_tokens" not in path:
        return _messages(None if '"tool_result"' in text or '"tools"' not in text else call)
    if path.endswith("/chat/completions"):
        return _completions(None if '"role": "tool"' in text or '"tools"' not in text else call)
    if path.endswith("/responses"):
        return _responses(None if '"function_call_output"' in text else call)
    if "enerateContent" in path:
        return _contents(None if '"functionResponse"' in text or '"tools"' not in text else call, "stream" in path)
    return None


def _events(events: list[dict[str, Any]], *, named: bool) -> bytes:
    lines = [(f"event: {event['type']}\n" if named else "") + f"data: {json.dumps(event)}\n\n" for event in events]
    return "".join(lines).encode()


def _messages(call: Call | None) -> bytes:
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": [], "usage": usage}
    if call:
        block: dict[str, Any] = {"type": "tool_use", "id": "toolu_1", "name": call.tool, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(call.given)}
    else:
        block, delta = {"type": "text", "text": ""}, {"type": "text_delta", "text": "done"}
    end = {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None}
    return _events(
        [
            {"type": "message_start", "message": {**message, "stop_reason": None, "stop_sequence": None}},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": end, "usage": {"output_tokens": 1}},
            {"type": "message_stop"},
        ],
        named=True,
    )


def _completions(call: Call | None) -> bytes:
    function = {"name": call.tool, "arguments": json.dumps(call.given)} if call else {}
    made = [{"index": 0, "id": "call_1", "type": "function", "function": function}]
    delta = (
        {"role": "assistant", "content": None, "tool_calls": made} if call else {"role": "assistant", "content": "done"}
    )
    common = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "gpt-5"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    end = {"index": 0, "delta": {}, "finish_reason": "tool_calls" if call else "stop"}
    chunks = [
        {**common, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
        {**common, "choices": [end], "usage": usage},
    ]
    return _events(chunks, named=False) + b"data: [DONE]\n\n"


def _responses(call: Call | None) -> bytes:
    item: dict[str, Any]
    if call:
        namespace, _, name = call.tool.rpartition("::")
        item = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": name}
        item |= {"namespace": namespace} if namespace else {}
        item["arguments"] = json.dumps(call.given)
    else:
        content = [{"type": "output_text", "text": "done", "annotations": []}]
        item = {"type": "message", "id": "msg_1", "role": "assistant", "content": content}
    return _events(
        [
            {"type": "response.created", "response": {"id": "resp_1"}},
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed", "response": {"id": "resp_1", "usage": _USAGE, "output": [item]}},
        ],
        named=True,
    )


def _contents(call: Call | None, stream: bool) -> bytes:
    part = {"functionCall": {"name": call.tool, "args": dict(call.given)}} if call else {"text": "done"}
    content = {"role": "model", "parts": [part]}
    usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
    whole = {"candidates": [{"content": content, "finishReason": "STOP", "index": 0}], "usageMetadata": usage}
    return f"data: {json.dumps(whole)}\n\n".encode() if stream else json.dumps(whole).encode()
