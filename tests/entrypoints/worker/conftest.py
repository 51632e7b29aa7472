"""The worker's work done at once, in this process."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from schakel.entrypoints.worker import process
from schakel.entrypoints.worker.dispatch import dispatch_all
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.mail_server import MailServer, mail_server

assert process.CALENDAR


async def _run_jobs() -> None:
    connector = PsycopgConnector(kwargs=connector_params("default"), min_size=1, max_size=3)
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(
                wait=False, listen_notify=False, install_signal_handlers=False
            )


@pytest.fixture
def work() -> Callable[[], None]:
    """Dispatch and run jobs until there is nothing to do."""

    def until_quiet() -> None:
        while dispatch_all():
            asyncio.run(_run_jobs())

    return until_quiet


@pytest.fixture
def mails(settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        settings.MAIL_FROM = "schakel@waterhoven.example"
        settings.PUBLIC_URL = "https://schakel.waterhoven.example"
        yield running


@pytest.fixture
def town(committed: None) -> Tenant:
    return make.tenant()
