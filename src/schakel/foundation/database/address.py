"""Where the database is, as Django wants to hear it."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

ENGINE = "schakel.foundation.tenancy.backend"
APP_ROLE = "schakel_app"
OLDEST_MAJOR = 15
_EXAMPLE = "Write it as postgresql://name:password@host:5432/database."


class DatabaseUnavailable(Exception):
    """The database cannot be used; the message says in plain words what to do."""


def databases(url: str, app_url: str | None = None) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for one server.

    ``owner`` owns the tables and migrates. ``default`` is what pages, jobs and commands use: it
    takes the app role, which owns nothing and to which the policies apply. With ``app_url`` that
    role has a log-in of its own, and the owner's password need not be known to the web server.
    """
    owner = _settings(url)
    if app_url:
        return {"default": _settings(app_url), "owner": owner}
    app = _settings(url)
    options = app["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c role={APP_ROLE}".strip()
    return {"default": app, "owner": owner}


def check_server_version(connection: "psycopg.Connection[Any]") -> None:
    """DatabaseUnavailable when the server is older than what we are tested on."""
    major = connection.info.server_version // 10_000
    if major < OLDEST_MAJOR:
        raise DatabaseUnavailable(
            f"This is PostgreSQL {major}. Schakel needs {OLDEST_MAJOR} or newer:"
            " upgrade the server, or point DATABASE_URL at another one."
        )


def _settings(url: str) -> dict[str, Any]:
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise DatabaseUnavailable(f"DATABASE_URL cannot be read. {_EXAMPLE}") from error
    if not parts.get("dbname"):
        raise DatabaseUnavailable(f"DATABASE_URL names no database. {_EXAMPLE}")
    known = {name: str(parts.pop(name, "") or "") for name in ("dbname", "user", "password")}
    host, port = str(parts.pop("host", "") or ""), str(parts.pop("port", "") or "")
    return {
        "ENGINE": ENGINE,
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": host,
        "PORT": port,
        "OPTIONS": {name: str(value) for name, value in parts.items() if value is not None},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
