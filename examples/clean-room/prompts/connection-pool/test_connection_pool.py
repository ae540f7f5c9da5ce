import asyncio
from contextlib import suppress

from connection_pool import Pool


class Connection:
    closed = False

    async def close(self):
        self.closed = True


class Opener:
    def __init__(self):
        self.opened = []

    async def __call__(self):
        self.opened.append(Connection())
        return self.opened[-1]


async def reuse(opener):
    pool = Pool(opener, 2)
    for _ in range(2):
        async with pool.borrow() as connection:
            assert connection is opener.opened[0]
    await pool.close()
    assert [connection.closed for connection in opener.opened] == [True]


async def waiting(opener):
    pool, order = Pool(opener, 1), []

    async def use(name):
        async with pool.borrow():
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    await asyncio.gather(use("a"), use("b"))
    assert order == ["a in", "a out", "b in", "b out"]


async def failing(opener):
    pool = Pool(opener, 1)
    with suppress(RuntimeError):
        async with pool.borrow():
            raise RuntimeError
    async with pool.borrow() as connection:
        assert connection is opener.opened[1]
    assert opener.opened[0].closed


def test_a_connection_is_used_again_and_closed_at_the_end():
    asyncio.run(reuse(Opener()))


def test_who_finds_none_waits():
    asyncio.run(waiting(Opener()))


def test_after_an_exception_there_is_a_new_one():
    asyncio.run(failing(Opener()))
