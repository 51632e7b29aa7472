"""The worker's work, done at once in this process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from schakel.entrypoints.worker import process
from schakel.entrypoints.worker.dispatch import dispatch_all

assert process.CALENDAR


def work_until_quiet() -> None:
    """Dispatch and run jobs until there is nothing to do."""
    while dispatch_all():
        run_jobs()


def run_jobs() -> None:
    """Run the jobs that wait."""
    # In a thread: in this one the loop of a browser may run.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_run_jobs())).result()


async def _run_jobs() -> None:
    # The calendar runs when a test says so, at whatever minute the test itself runs.
    due = app.periodic_registry.periodic_tasks
    connector = PsycopgConnector(kwargs=connector_params("default"), min_size=1, max_size=3)
    with patch.dict(due, clear=True), app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(
                wait=False, listen_notify=False, install_signal_handlers=False
            )
