"""The fork server. It has all modules loaded, and forks a child for each request.

The parent reads only the head of a request, and no text under test. A child takes over the client's environment and
runs the command. The parent tells the client how the child ended, and kills the child of a client that is gone.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from privacy_gate.daemon import child, peer, wire
from privacy_gate.daemon.client_state import ClientState
from privacy_gate.daemon.log import Log
from privacy_gate.daemon.status import describe

MOST_CHILDREN = 64
"""The most children at a time. Further commands run in process."""

_READING_SECONDS = 10.0
"""The time limit for a client to send a request, and to start its child."""

_PULSE_SECONDS = 1.0
_STALE_SECONDS = 10.0


class Files(NamedTuple):
    """The open files of the parent. A child must not keep them open, least of all the lock."""

    listener: socket.socket
    log: Log
    lock: int


class ForkServer:
    """The parent process, from its first connection to its exit."""

    def __init__(self, files: Files, enter: child.Enter, is_stale: Callable[[], bool], idle: float) -> None:
        """Start a server. It exits after `idle` seconds without a request."""
        self._files, self._enter, self._is_stale, self._idle = files, enter, is_stale, idle
        self._listener, self._log = files.listener, files.log
        self._selector = selectors.DefaultSelector()
        self._clients: dict[int, ClientState] = {}  # by file number of the connection
        self._by_process: dict[int, ClientState] = {}
        self._begun = self._last = time.monotonic()
        self._served = 0
        self._stopping = False
        self._conditions = wire.conditions()
        self._wake, self._waker = os.pipe()

    def run(self) -> str:
        """Serve requests until the daemon is idle, stopped or stale. Returns the reason."""
        os.set_blocking(self._wake, False)
        os.set_blocking(self._waker, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda _number, _frame: self._stop())
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        self._listener.setblocking(False)
        self._selector.register(self._listener.fileno(), selectors.EVENT_READ)
        self._selector.register(self._wake, selectors.EVENT_READ)
        why = "stopped"
        while True:
            for key, _ in self._selector.select(_PULSE_SECONDS if self._clients else self._pause()):
                self._attend(key.fd)
            self._reap()
            now = time.monotonic()
            self._drop_slow_clients(now)
            if self._clients:
                self._last = now
            elif self._stopping:
                return why
            elif now - self._last > self._idle:
                return "idle"
            elif self._is_stale():
                return "stale"

    def _pause(self) -> float:
        """Return the seconds until something has to be checked although nobody connects."""
        return max(0.0, min(_STALE_SECONDS, self._last + self._idle - time.monotonic()))

    def _stop(self) -> None:
        self._stopping = True

    def _attend(self, number: int) -> None:
        if number == self._wake:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake, 4096)
        elif number == self._listener.fileno():
            self._accept()
        elif client := self._clients.get(number):
            try:
                self._hear(client)
            except Exception as error:  # noqa: BLE001  (a client must not end the daemon)
                self._log.write("dropped", type(error).__name__)
                self._drop(client)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        connection.setblocking(False)
        try:
            peer.check(connection)
        except peer.RefusedError as error:
            self._log.write("refused", str(error))
            connection.close()
            return
        if self._stopping:
            connection.close()
            return
        try:
            connection.send(wire.GREETING)
        except OSError:  # the client is gone
            connection.close()
            return
        self._clients[connection.fileno()] = ClientState(connection, time.monotonic())
        self._selector.register(connection.fileno(), selectors.EVENT_READ)

    def _hear(self, client: ClientState) -> None:
        if client.request is None:
            if client.read():
                self._begin(client)
            return
        if client.read_go() and not client.started:
            client.started = True
            client.let_start()
            self._served += 1
        if client.gone:
            self._drop(client)

    def _begin(self, client: ClientState) -> None:
        request = client.request or []
        (kind, identity), conditions, *_ = request
        if kind in (wire.STATUS, wire.STOP):
            client.connection.setblocking(True)
            client.connection.settimeout(_READING_SECONDS)
            client.connection.sendall(self._describe())
            self._drop(client)
            if kind == wire.STOP:
                self._stop()
            return
        why = self._find_obstacle(client, kind, identity, conditions)
        if not why:
            try:
                self._fork(client, request)
            except OSError as error:
                why = f"fork ({type(error).__name__})"
        if why:
            self._log.write("declined", why)
            client.connection.sendall(wire.DECLINED)
            self._drop(client)

    def _find_obstacle(self, client: ClientState, kind: bytes, identity: bytes, conditions: list[bytes]) -> str:
        """Return why a request cannot be accepted, or an empty text."""
        if kind != wire.RUN or len(client.descriptors) != wire.DESCRIPTORS or identity != wire.identity():
            return "other program"
        if conditions != self._conditions:
            return "other conditions"
        if len(self._by_process) >= MOST_CHILDREN:
            return "busy"
        if self._is_stale():
            self._stop()
            return "stale"
        return ""

    def _fork(self, client: ClientState, request: list[list[bytes]]) -> None:
        reading, client.pipe = os.pipe()
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            raise
        if process == 0:
            task = child.ForkTask(request, client.descriptors, reading, client.connection)
            child.run(task, self._enter, partial(self._leave, client))
        os.close(reading)
        client.close_descriptors()
        client.process = process
        client.since = time.monotonic()
        self._by_process[process] = client

    def _leave(self, client: ClientState) -> None:
        """Close everything of the parent in a child, except the connection of its client."""
        signal.set_wakeup_fd(-1)
        self._selector.close()
        self._listener.close()
        self._log.close()
        os.close(self._files.lock)
        for other in self._clients.values():
            other.close_pipe()
            if other is not client:
                other.connection.close()
                other.close_descriptors()
        os.close(self._wake)
        os.close(self._waker)

    def _reap(self) -> None:
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process == 0:
                return
            client = self._by_process.pop(process, None)
            if client is not None:
                if client.started:
                    code = os.waitstatus_to_exitcode(status)
                    with contextlib.suppress(OSError):
                        client.connection.send(wire.ENDED + wire.NUMBER.pack(code))
                    if code < 0:
                        self._log.write("killed", str(-code))
                client.process = 0
                self._drop(client)

    def _drop_slow_clients(self, now: float) -> None:
        for client in list(self._clients.values()):
            if not client.started and now - client.since > _READING_SECONDS:
                self._drop(client)

    def _drop(self, client: ClientState) -> None:
        """Close the connection of a client, and kill its child if it still runs."""
        number = client.connection.fileno()
        if self._clients.pop(number, None) is not None:
            self._selector.unregister(number)
        client.connection.close()
        client.close_descriptors()
        client.close_pipe()
        if client.process:
            for end in (os.killpg, os.kill):  # a new child may not have its group yet
                with contextlib.suppress(OSError):
                    end(client.process, signal.SIGKILL)

    def _describe(self) -> bytes:
        return describe(
            uptime_seconds=int(time.monotonic() - self._begun),
            requests=self._served,
            running=sum(1 for one in self._by_process.values() if one.started),
            idle_exit_seconds=int(self._idle),
        )
