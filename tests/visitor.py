"""Somebody with a browser, as a running web server sees them."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    text: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Visitor:
    """Keeps cookies, and follows no redirect. Whatever the port, the host that is asked is one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._cookies = CookieJar()
        self._browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._cookies), _NoRedirects
        )

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Open a page."""
        return self._ask(path, None, headers or {})

    def post(self, path: str, typed: Mapping[str, str]) -> Answer:
        """Open the page of a form, and send it in."""
        self.get(path)
        token = next(each.value for each in self._cookies if each.name == "csrftoken")
        form = urlencode({**typed, "csrfmiddlewaretoken": token}).encode()
        return self._ask(path, form, {})

    def _ask(self, path: str, form: bytes | None, headers: Mapping[str, str]) -> Answer:
        address = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(address, form, {"Host": "localhost", **headers})
        try:
            with self._browser.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())


def is_there(port: int) -> bool:
    """Whether a web server answers on a port."""
    try:
        return Visitor(port).get("/account/login/").status == 200
    except OSError:
        return False
