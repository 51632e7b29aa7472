"""The worker's work done at once, in this process."""

from collections.abc import Callable, Iterator

import pytest

from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.mail_server import MailServer, mail_server
from tests.worker import work_until_quiet


@pytest.fixture
def work() -> Callable[[], None]:
    """Dispatch and run jobs until there is nothing to do."""
    return work_until_quiet


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
