"""A real browser on a real server, with an accessibility check after each interaction."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    sync_playwright,
)

from schakel.domain.staff.models import StaffMember
from tests.mail_server import MailServer, mail_server
from tests.pages import staff_client
from tests.worker import work_until_quiet

# Playwright's own loop runs in the thread of the tests; our queries there are not asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed stays behind in the browser: it is much, and nobody reads it.
EXAMINE = """values => axe.run({runOnly: {type: 'tag', values}, resultTypes: ['violations']})
  .then(found => found.violations)"""
# With SCREENSHOTS in the environment every page is pictured; else only those with a fault.
PICTURE_ALL = "SCREENSHOTS" in os.environ
SIZES = {"phone": (320, 720), "desktop": (1280, 900)}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, *arguments: Any) -> None:
        """A thread for each request: none of them leaves its connection to the database behind."""
        try:
            super().process_request_thread(*arguments)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


def _browser_path() -> str:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("The journeys need a browser: run scripts/ensure-browser, or set CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=_browser_path(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield launched
        launched.close()


@pytest.fixture
def site(committed: None) -> Iterator[str]:
    """The whole of Schakel on a port of this machine, on the database of the test."""
    application = StaticFilesHandler(get_wsgi_application())
    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)
    connections.close_all()


@dataclass(frozen=True)
class Post:
    """What the worker sends, as it comes out at the mail server."""

    server: MailServer

    def deliver(self) -> None:
        """Do all of the worker's jobs, in a thread: the loop of Playwright runs in this one."""
        thread = threading.Thread(target=_work)
        thread.start()
        thread.join(60)
        assert not thread.is_alive()

    def last_to(self, address: str) -> str:
        """The newest mail to this address, as text."""
        mails = [mail for mail in self.server.received if address in mail["To"]]
        body = mails[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def page_of(self, address: str) -> str:
        """The link to their page in the newest mail."""
        found = re.search(r"http\S+/uw-pagina/\S+", self.last_to(address))
        assert found, self.last_to(address)
        return found[0]

    def code_of(self, address: str) -> str:
        """The six digits in the newest mail."""
        found = re.search(r"\b\d{6}\b", self.last_to(address))
        assert found, self.last_to(address)
        return found[0]


def _work() -> None:
    work_until_quiet()
    connections.close_all()


@pytest.fixture
def post(site: str, settings) -> Iterator[Post]:
    """The worker, and a mail server that keeps what it gets."""
    with mail_server() as running:
        settings.SMTP_URL = running.url
        settings.MAIL_FROM = "schakel@waterhoven.example"
        settings.PUBLIC_URL = site
        yield Post(running)


Visit = Callable[..., "Visitor"]


class Visitor:
    """Somebody with a browser. After each step the page is checked for accessibility."""

    def __init__(
        self, context: BrowserContext, site: str, name: str, mirror: "Mirror | None" = None
    ) -> None:
        self.page: Page = context.new_page()
        self.site, self.name, self.mirror = site, name, mirror
        self.steps = 0
        self.complaints: list[str] = []
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> "Visitor":
        """Open an address, or a path of this site."""
        self.page.goto(path if path.startswith("http") else self.site + path)
        return self.check()

    def log_in(self, member: StaffMember) -> "Visitor":
        """Come in as this colleague, past both factors; within the tenant."""
        value = staff_client(member).cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": value, "url": self.site}])
        return self

    def fill(self, label: str, text: str) -> "Visitor":
        """Type into the field with this label."""
        self.page.get_by_label(label, exact=False).first.fill(text)
        return self

    def choose(self, label: str) -> "Visitor":
        """Choose the option with this in its words."""
        self.page.get_by_role("radio", name=label, exact=False).first.check()
        return self

    def press(self, name: str, role: str = "button") -> "Visitor":
        """Press the button, or follow the link, with this name."""
        self.page.get_by_role(role, name=name, exact=False).first.click()
        self.page.wait_for_load_state()
        return self.check()

    def sees(self, text: str) -> "Visitor":
        """The page says this."""
        assert text in self.page.inner_text("body"), self.page.inner_text("body")
        return self

    def lacks(self, text: str) -> "Visitor":
        """The page does not say this."""
        assert text not in self.page.inner_text("body"), self.page.inner_text("body")
        return self

    def check(self) -> "Visitor":
        """No violation of WCAG 2.2 AA, nothing that sticks out, no complaint."""
        self.steps += 1
        self._examine(f"{self.name}-{self.steps:02d}")
        return self

    def check_looks(self) -> "Visitor":
        """As ``check``, in both sizes, light and dark, without asking for the page again."""
        self.steps += 1
        for size, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                self._examine(f"{self.name}-{self.steps:02d}-{size}-{scheme}")
        return self

    def _examine(self, shot: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        sticking_out = [f"{wide} pixels too wide"] if wide > 0 else []
        faults = [*sticking_out, *self._violations(), *self.complaints]
        if faults or PICTURE_ALL:
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{shot}.png", full_page=True)
        assert faults == [], f"{self.page.url}, see {shot}\n" + "\n".join(faults)

    def _violations(self) -> list[str]:
        page = self.mirror.show(self.page) if self.mirror else self.page
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        return [
            f"{each['id']}: {each['help']} {[node['html'][:160] for node in each['nodes'][:3]]}"
            for each in page.evaluate(EXAMINE, RULES)
        ]


class Mirror:
    """Shows what a page without JavaScript holds where axe can run, with its style sheets.

    None of the page's own scripts run here either.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.copy = ""
        self.page.route("**/*", self._answer)

    def show(self, original: Page) -> Page:
        """A copy of this page, at the same address."""
        self.copy = original.content()
        self.page.goto(original.url)
        return self.page

    def _answer(self, route: Route) -> None:
        match route.request.resource_type:
            case "document":
                route.fulfill(body=self.copy, content_type="text/html; charset=utf-8")
            case "script":
                route.abort()
            case _:
                route.continue_()


@pytest.fixture
def visit(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Let somebody come with a browser: ``visit("phone", scripts=False)``."""
    contexts: list[BrowserContext] = []

    def open_context(size: str, scripts: bool, dark: bool) -> BrowserContext:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="nl-NL",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    def come(size: str = "desktop", *, scripts: bool = True, dark: bool = False) -> Visitor:
        context = open_context(size, scripts, dark)
        mirror = None if scripts else Mirror(open_context(size, True, dark))
        kind = f"{size}{'' if scripts else '-noscript'}{'-dark' if dark else ''}"
        return Visitor(context, site, f"{request.node.name}-{kind}", mirror)

    yield come
    for context in contexts:
        context.close()
