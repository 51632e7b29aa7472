"""What somebody says of themselves in a header counts only when a trusted proxy wrote it."""

import pytest

from tests import make
from tests.processes import free_port, wait_for
from tests.visitor import Visitor, is_there

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("trusted", "counts"),
    [("192.0.2.9", False), ("192.0.2.9, 127.0.0.1", True)],
    ids=["another", "a trusted proxy"],
)
def test_who_is_no_trusted_proxy_cannot_say_that_the_line_is_secure(start, trusted, counts):
    port = free_port()
    start(
        "web", "--workers", "1",
        port=port,
        SCHAKEL_TRUSTED_PROXIES=trusted,
        SCHAKEL_PUBLIC_URL="https://localhost",
    )  # fmt: skip
    wait_for(lambda: is_there(port), 60)
    page = Visitor(port).get("/account/login/", {"X-Forwarded-Proto": "https"})
    # Sent over a secure line only.
    assert ("Strict-Transport-Security" in page.headers) is counts
    plain = Visitor(port).get("/account/login/")
    assert "Strict-Transport-Security" not in plain.headers


def test_a_demo_is_not_served_to_others(start, committed):
    make.tenant(is_demo=True)
    web = start("web", "--host", "0.0.0.0", port=free_port())
    assert web.wait(60) == 1
