"""The state of a client in the daemon."""

from __future__ import annotations

import os
import socket
import struct

from privacy_gate.daemon import wire


class ClientState:
    """A connection: reading its request, then with a child that waits for GO, then with a running child."""

    def __init__(self, connection: socket.socket, now: float) -> None:
        self.connection, self.since = connection, now
        self.data = b""
        self.descriptors: list[int] = []
        self.request: list[list[bytes]] | None = None
        self.process = 0
        self.started = False
        self.gone = False
        self.pipe = -1  # to a child that waits

    def close_descriptors(self) -> None:
        for one in self.descriptors:
            os.close(one)
        self.descriptors = []

    def read(self) -> bool:
        """Read what has arrived. Whether the request is complete. Raises ValueError if it is damaged, and OSError."""
        space = socket.CMSG_SPACE(wire.DESCRIPTORS * struct.calcsize("i"))
        try:
            data, beside, flags, _ = self.connection.recvmsg(1 << 18, space, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        except BlockingIOError:
            return False
        for level, kind, rights in beside:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                count = len(rights) // struct.calcsize("i")
                self.descriptors += struct.unpack(f"{count}i", rights[: count * struct.calcsize("i")])
        self.data += data
        if not data or flags & socket.MSG_CTRUNC or len(self.data) > wire.MOST:
            raise ValueError("damaged request")
        if len(self.data) < wire.LENGTH.size:
            return False
        (length,) = wire.LENGTH.unpack_from(self.data)
        if length > wire.MOST or len(self.data) > wire.LENGTH.size + length:
            raise ValueError("damaged request")
        if len(self.data) < wire.LENGTH.size + length:
            return False
        self.request = wire.unpack(self.data[wire.LENGTH.size :])
        self.data = b""
        return True

    def read_go(self) -> bool:
        """Whether GO has arrived. Sets `gone` at the end of the connection. Raises ValueError and OSError."""
        try:
            data = self.connection.recv(1 << 12)
        except BlockingIOError:
            return False
        self.gone = not data
        if data not in (b"", wire.GO):
            raise ValueError("unknown message")
        return data == wire.GO

    def let_start(self) -> None:
        """Let the waiting child start."""
        try:
            os.write(self.pipe, wire.GO)
        finally:
            self.close_pipe()

    def close_pipe(self) -> None:
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1
