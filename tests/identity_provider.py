"""A small OpenID Connect provider on this machine: discovery, PKCE, nonce, signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from schakel.gateways.identity_provider import Provider

CLIENT, SECRET = "schakel", "een geheim van twee"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Account:
    """Somebody at the provider. A closed account comes in nowhere."""

    subject: str
    email: str
    name: str = "Noor de Wit"
    groups: list[str] | None = field(default_factory=list)
    email_verified: object = True
    closed: bool = False


@dataclass
class IdentityProvider:
    """The provider, and who is logged in there in the one browser that asks."""

    url: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    signs_with: rsa.RSAPrivateKey | None = None
    here: Account | None = None
    # What a token says otherwise than it should.
    lies: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    configuration: dict[str, Any] = field(default_factory=dict)
    token_status: int = 200
    # By path: what is answered there instead, or what is done with the line.
    instead: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = field(
        default_factory=dict
    )
    asked: list[dict[str, str]] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def settings(self) -> Provider:
        """As an operator would give it."""
        return Provider(url=self.url, client=CLIENT, secret=SECRET, name="Waterhoven-account",
                        on_loopback=True)  # fmt: skip

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            **self.configuration,
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes next."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        self.asked.append(asked)
        back = asked["redirect_uri"]
        if self.here is None or self.here.closed:
            why = "login_required" if asked.get("prompt") == "none" else "access_denied"
            return f"{back}?{urlencode({'error': why, 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{back}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """A signed token for a code; each code once, and only for who asked for it."""
        begun = self._codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            begun is None
            or self.here is None
            or (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET)
            or asked.get("redirect_uri") != begun["redirect_uri"]
            or challenge != begun["code_challenge"]
        ):
            return None
        return {"access_token": "x", "token_type": "Bearer", "id_token": self._signed(begun)}

    def _signed(self, begun: dict[str, str]) -> str:
        here, now = self.here, int(time.time())
        assert here is not None
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": here.subject, "iat": now, "exp": now + 300,
            "nonce": begun.get("nonce"), "email": here.email, "name": here.name,
            "email_verified": here.email_verified, "groups": here.groups,
        } | self.lies  # fmt: skip
        told = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            return jwt.encode(told, None, algorithm="none", headers={"kid": "one"})
        key = self.signs_with or self.key
        return jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": "one"})


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if self._says_something_else(parts.path):
                return
            match parts.path:
                case "/.well-known/openid-configuration":
                    self._answer(provider.describe())
                case "/keys":
                    self._answer(provider.keys())
                case "/authorize":
                    asked = {name: each[0] for name, each in parse_qs(parts.query).items()}
                    self._send(302, provider.authorize(asked))
                case _:
                    self.send_error(404)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            sent = parse_qs(self.rfile.read(length).decode())
            if self._says_something_else(urlsplit(self.path).path):
                return None
            if provider.token_status != 200:
                return self._send(provider.token_status, "http://169.254.169.254/latest/")
            given = provider.token({name: each[0] for name, each in sent.items()})
            self._answer(given or {"error": "invalid_grant"}, 200 if given else 400)
            return None

        def _says_something_else(self, path: str) -> bool:
            instead = provider.instead.get(path)
            if isinstance(instead, bytes):
                self._write(instead)
            elif instead is not None:
                instead(self)
            return instead is not None

        def _answer(self, content: dict[str, Any], status: int = 200) -> None:
            self._write(json.dumps(content).encode(), status)

        def _write(self, body: bytes, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _send(self, status: int, where: str) -> None:
            self.send_response(status)
            self.send_header("Location", where)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """A provider that runs as long as the block."""
    provider = IdentityProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def browse(
    client: Client, path: str = "/account/aanmelden/", meanwhile: Callable[[], None] | None = None
) -> Any:
    """Go to the provider and come back, as a browser does; what is answered in the end."""
    sent_away = client.get(path)
    assert sent_away.status_code == 302, sent_away.content.decode()
    back = requests.get(sent_away.url, allow_redirects=False, timeout=5).headers["Location"]
    if meanwhile:
        meanwhile()
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")
