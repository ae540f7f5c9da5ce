import asyncio
from contextlib import asynccontextmanager


class Pool:
    def __init__(self, connect, size):
        self._connect = connect
        self._free = asyncio.Semaphore(size)
        self._idle = []

    @asynccontextmanager
    async def borrow(self):
        async with self._free:
            connection = self._idle.pop() if self._idle else await self._connect()
            try:
                yield connection
            except BaseException:
                await connection.close()
                raise
            self._idle.append(connection)

    async def close(self):
        while self._idle:
            await self._idle.pop().close()
