"""The worker's work, done at once in this process."""

import asyncio

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from schakel.entrypoints.worker import process
from schakel.entrypoints.worker.dispatch import dispatch_all

assert process.CALENDAR


def work_until_quiet() -> None:
    """Dispatch and run jobs until there is nothing to do."""
    while dispatch_all():
        asyncio.run(_run_jobs())


async def _run_jobs() -> None:
    connector = PsycopgConnector(kwargs=connector_params("default"), min_size=1, max_size=3)
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(
                wait=False, listen_notify=False, install_signal_handlers=False
            )
