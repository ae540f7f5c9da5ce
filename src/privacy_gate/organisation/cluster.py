"""Workers of Dask distributed: threads of this process by default, or a cluster whose address the user names."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import dask
from distributed import Client, LocalCluster, as_completed
from distributed.comm import inproc

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line
from privacy_gate.organisation.jobs import Failed

J = TypeVar("J")
R = TypeVar("R")

_AGAIN = 2  # attempts for a job that failed
_PATIENCE = 20  # seconds to wait for the answer of a scheduler


class Workers:
    """The workers of a cluster. A job whose worker dies goes to another worker, and a failed job is tried again."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def each(self, work: Callable[[J], R], jobs: Sequence[J]) -> Iterator[tuple[int, R | Failed]]:
        """Yield the number of each job with its result, as soon as it is available."""
        futures = self._client.map(work, jobs, pure=False, retries=_AGAIN)
        numbers = {future: number for number, future in enumerate(futures)}
        del futures
        for future in as_completed(list(numbers)):
            if future.status == "finished":
                result: R | Failed = future.result()
            else:
                result = Failed(_why(future.exception()))
            yield numbers.pop(future), result  # removed, so that the cluster can drop the result


def _why(error: BaseException | None) -> str:
    name = type(error).__name__
    if name == "KilledWorker":
        return "all workers that tried it crashed"
    return one_line(str(error)) if isinstance(error, RuntimeError) else f"the worker failed ({name})"


@contextlib.contextmanager
def local_workers(workers: int) -> Iterator[Workers]:
    """Run workers as threads of this process. Nothing listens for connections."""
    nothing: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
    loopback = "127.0.0.1:0"
    inproc.global_manager._ip = "127.0.0.1"  # otherwise distributed looks up the route to 8.8.8.8
    with tempfile.TemporaryDirectory() as scratch, dask.config.set(nothing):
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=False,
            memory_limit=None,
            dashboard_address=loopback,
            worker_dashboard_address=loopback,
            local_directory=scratch,
            silence_logs=logging.CRITICAL,
        )
        with cluster:
            for server in (cluster.scheduler, *cluster.workers.values()):
                server.http_server.stop()  # it cannot be started without a server
            with Client(cluster) as client:
                yield Workers(client)


@contextlib.contextmanager
def remote_workers(scheduler: str) -> Iterator[Workers]:
    """Connect to the workers of a cluster, by the address of its scheduler. Raises GateError if it does not answer."""
    try:
        client = Client(scheduler, timeout=_PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise GateError(
            f"the scheduler {one_line(scheduler)} does not answer: {one_line(str(error))}",
            "Use an address such as tcp://host:8786 or tls://host:8786.",
        ) from None
    with client:
        yield Workers(client)
