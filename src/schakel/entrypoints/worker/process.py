"""A worker: the dispatch loop and procrastinate side by side, until asked to stop.

Any number of them may run. One that loses the database comes back when the database does.
"""

import asyncio
import signal

import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from schakel.entrypoints.worker.calendar import every_hour, every_minute, rescue_jobs
from schakel.entrypoints.worker.dispatch import dispatch_all

SECONDS_BETWEEN_DISPATCHES = 1.0
SECONDS_BEFORE_COMING_BACK = 2.0
# Longer than handing over one mail takes.
SECONDS_TO_FINISH_A_JOB = 60.0

# Named here, so that they are known to procrastinate.
CALENDAR = (rescue_jobs, every_minute, every_hour)

log = structlog.get_logger()


def work(concurrency: int) -> None:
    """Run until SIGTERM or SIGINT; jobs that run are finished first."""
    asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopping.set)
    log.info("worker.started", concurrency=concurrency, calendar=[each.name for each in CALENDAR])
    await asyncio.gather(_dispatch(stopping), _run_jobs(concurrency, stopping))
    log.info("worker.stopped")


async def _dispatch(stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await sync_to_async(dispatch_all)()
        except Exception:
            log.exception("dispatch.failed")
            await sync_to_async(close_old_connections)()
        await _sleep(SECONDS_BETWEEN_DISPATCHES, stopping)


async def _run_jobs(concurrency: int, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        worker = asyncio.create_task(_procrastinate(concurrency))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({worker, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        worker.cancel()
        (ended,) = await asyncio.gather(worker, return_exceptions=True)
        if not stopping.is_set():
            log.error("worker.interrupted", reason=str(ended))
            await _sleep(SECONDS_BEFORE_COMING_BACK, stopping)


async def _procrastinate(concurrency: int) -> None:
    """As the app role, on few connections of its own, one of which listens for new jobs."""
    connector = PsycopgConnector(
        kwargs=connector_params("default"), min_size=1, max_size=concurrency + 2
    )
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                shutdown_graceful_timeout=SECONDS_TO_FINISH_A_JOB,
                delete_jobs="successful",
            )


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
