"""A headless Chromium, spoken to over pipes by the DevTools protocol: no driver, no port."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--mute-audio",
)  # fmt: skip
_KEYS = {"Enter": ("\r", 13), "Escape": ("", 27)}


class Browser:
    """One page. `said` lists what the page wrote to the console or was refused."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = os.fdopen(to, "wb", 0), os.fdopen(back, "rb")
        self._number = 0
        self._session = ""
        self.said: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def open(self, file: Path) -> None:
        self.call("Page.navigate", url=file.as_uri())
        while self.value("document.readyState") != "complete":
            pass

    def value(self, expression: str) -> Any:
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def press(self, *keys: str) -> None:
        for key in keys:
            text, code = _KEYS.get(key, (key, ord(key[0].upper())))
            named = {"key": key, "windowsVirtualKeyCode": code}
            self.call("Input.dispatchKeyEvent", type="keyDown", **named, **({"text": text} if text else {}))
            self.call("Input.dispatchKeyEvent", type="keyUp", **named)

    def scheme(self, name: str) -> None:
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, file: Path, width: int = 1200, height: int = 1500) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        self._session = ""
        self.call("Browser.close")
        self._to.close()
        self._back.close()

    def _read(self) -> Any:
        data = bytearray()
        while (byte := self._back.read(1)) != b"\0":
            assert byte, "the browser went away"
            data += byte
        answer = json.loads(data)
        if answer.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.said.append(json.dumps(answer["params"]))
        return answer


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser for as long as the block runs, with a profile of its own in a folder."""
    assert CHROMIUM
    down_read, down_write = os.pipe()
    up_read, up_write = os.pipe()
    # the protocol is spoken on the descriptors 3 and 4
    script = f'exec "$@" 3<&{down_read} 4>&{up_write} 2>/dev/null'
    command = [
        "bash", "-c", script, "-", CHROMIUM, *_FLAGS, f"--user-data-dir={folder}", "--remote-debugging-pipe",
        "about:blank",
    ]  # fmt: skip
    process = subprocess.Popen(command, pass_fds=(down_read, up_write))
    os.close(down_read)
    os.close(up_write)
    try:
        opened = Browser(down_write, up_read)
        yield opened
        opened.close()
        process.wait(20)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
