"""A real browser on a real server, with an accessibility check after each interaction."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

# Playwright's own loop runs in the thread of the tests; our queries there are not asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": (320, 720), "desktop": (1280, 900)}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


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


Visit = Callable[..., "Visitor"]


class Visitor:
    """Somebody with a browser. After each step the page is checked for accessibility."""

    def __init__(self, context: BrowserContext, site: str, name: str, checks: bool) -> None:
        self.page: Page = context.new_page()
        self.site, self.name, self.checks = site, name, checks
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

    def fill(self, label: str, text: str) -> "Visitor":
        """Type into the field with this label."""
        self.page.get_by_label(label, exact=False).first.fill(text)
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

    def check(self) -> "Visitor":
        """No violation of WCAG 2.2 AA, nothing that sticks out, no complaint; and a screenshot."""
        self.steps += 1
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self.name}-{self.steps:02d}.png", full_page=True)
        if not self.checks:
            return self
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} pixels too wide"
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES
        )
        told = [
            f"{each['id']}: {each['help']} {[node['html'][:160] for node in each['nodes'][:3]]}"
            for each in found["violations"]
        ]
        assert told == [], f"{self.page.url}\n" + "\n".join(told)
        assert self.complaints == [], self.page.url
        return self


@pytest.fixture
def visit(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Let somebody come with a browser: ``visit("phone", scripts=False)``."""
    contexts: list[BrowserContext] = []

    def come(size: str = "desktop", *, scripts: bool = True, dark: bool = False) -> Visitor:
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
        kind = f"{size}{'' if scripts else '-noscript'}{'-dark' if dark else ''}"
        return Visitor(context, site, f"{request.node.name}-{kind}", checks=scripts)

    yield come
    for context in contexts:
        context.close()
