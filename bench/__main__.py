"""``make bench``: pages at 1,000 and 50,000 initiatives, as ratios to an empty page.

python -m bench [--sizes 1000,50000] [--requests 200] [--json FILE]
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.load import Request, measure
from schakel.foundation.database.embedded import running_server

FOLDER = Path("build/bench")
PORT, EMPTY_PORT = 8931, 8932
HEADERS = {"Host": f"127.0.0.1:{PORT}", "Accept-Encoding": "gzip"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="1000,50000")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    report: dict[str, Any] = {"sizes": {}}
    with running_server(FOLDER) as server:
        for size in sizes:
            # A process for each size: settings are read once in a process.
            environment = {
                **os.environ,
                "DATABASE_URL": server.url(f"bench_{size}"),
                "SCHAKEL_DATA": str(FOLDER.absolute()),
                "SCHAKEL_TRUSTED_PROXIES": "127.0.0.1",
                "PORT": str(PORT),
                "DJANGO_SETTINGS_MODULE": "schakel.config.settings",
            }
            _fresh_database(server.url("postgres"), f"bench_{size}")
            print(f"— {size} initiatives: filling", file=sys.stderr)
            made = _child(environment, str(size))
            print(f"— {size} initiatives: measuring", file=sys.stderr)
            report["sizes"][str(size)] = {
                **_measure_all(environment, made, arguments.requests),
                "export": _export(environment),
            }
    _print(report, sizes)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1))
    return 0


def _fresh_database(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")


def _child(environment: dict[str, str], size: str) -> Any:
    ended = subprocess.run(
        [sys.executable, "-m", "bench.prepare", size],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(ended.stdout)


def _measure_all(environment: dict[str, str], made: dict[str, Any], requests: int) -> Any:
    pages: dict[str, Any] = {}
    with (
        _server(environment, "schakel.config.wsgi", PORT) as web,
        _server(environment, "bench.empty", EMPTY_PORT),
    ):
        for name, page in made["pages"].items():
            request, before = _request(page)
            found: dict[str, Any] = {"queries": page["queries"]}
            for connections in (1, 16):
                count = min(requests, page.get("most", requests))
                if before:
                    before(count + 10)
                measure(PORT, request, connections, 10)
                result = measure(PORT, request, connections, count)
                empty = measure(EMPTY_PORT, lambda _: ("GET", "/", None, {}), connections, count)
                found[str(connections)] = {
                    **vars(result),
                    "p50_ratio": result.p50 / empty.p50,
                    "p95_ratio": result.p95 / empty.p95,
                }
            if "bytes_of" in page:
                found["bytes"] = _first_visit(page["path"], page.get("cookie", ""))
            pages[name] = found
        memory = [_memory(pid) for pid in _children(web.pid)]
    return {"pages": pages, "memory_mb": memory}


def _export(environment: dict[str, str]) -> dict[str, float]:
    """All of the institution to a folder: records, seconds, and the most memory it took in MB."""
    out = FOLDER / "export"
    shutil.rmtree(out, ignore_errors=True)
    program = Path(sys.executable).with_name("schakel")
    command = [program, "export", "--tenant=bench", f"--out={out}", "--json"]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    shutil.rmtree(out)
    records = sum(told["counts"].values())
    return {"records": records, "seconds": seconds, "memory_mb": used.ru_maxrss / 1024}


def _request(page: dict[str, Any]) -> tuple[Callable[[int], Request], Callable[[int], None] | None]:
    headers = {**HEADERS, "Cookie": page["cookie"]} if page.get("cookie") else HEADERS
    if page["method"] == "GET":
        return (lambda _: ("GET", page["path"], None, headers)), None
    forms: list[tuple[bytes, dict[str, str]]] = []

    def fetch(count: int) -> None:
        """A form for each post, opened long enough ago to be a person's."""
        forms.clear()
        for number in range(count):
            forms.append(_filled_form(page, number + int(time.time() * 1000) % 10_000_000))
        time.sleep(page["wait"])

    def post(_: int) -> Request:
        body, own = forms.pop()
        return "POST", page["path"], body, own

    return post, fetch


def _filled_form(page: dict[str, Any], number: int) -> tuple[bytes, dict[str, str]]:
    address = f"http://127.0.0.1:{PORT}{page['path']}"
    with urllib.request.urlopen(address) as answer:
        text = answer.read().decode()
        cookies = "; ".join(
            header.split(";")[0] for header in answer.headers.get_all("Set-Cookie") or ()
        )
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    fields = {**hidden, **page["fields"]}
    own = {
        **HEADERS,
        "Cookie": cookies,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": address,
        "X-Forwarded-For": f"203.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
    }
    return urllib.parse.urlencode(fields).encode(), own


def _first_visit(path: str, cookie: str) -> int:
    """Bytes of a page and all that it asks for, as they come over the line."""
    page, total = _get(path, cookie)
    text = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
    total = total if page[:2] == b"\x1f\x8b" else len(gzip.compress(page))
    linked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
    return total + sum(_get(each, "")[1] for each in linked)


def _get(path: str, cookie: str) -> tuple[bytes, int]:
    headers = {**HEADERS, "Cookie": cookie} if cookie else HEADERS
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers=headers)
    with urllib.request.urlopen(request) as answer:
        content = answer.read()
    return content, len(content)


@contextmanager
def _server(
    environment: dict[str, str], module: str, port: int
) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "gunicorn", module, "--workers=2", "--threads=4"]
    command += ["--worker-class=gthread", f"--bind=127.0.0.1:{port}", "--log-level=warning"]
    process = subprocess.Popen([*command, "--no-control-socket"], env=environment)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def _memory(pid: int) -> float:
    """Megabytes of a process, its share of what it shares counted in."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def _print(report: dict[str, Any], sizes: list[int]) -> None:
    print(
        "| page | initiatives | queries | p50 ×1 | ratio | p95 ×1 | p50 ×16 | ratio | per s ×16 |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name in next(iter(report["sizes"].values()))["pages"]:
        for size in sizes:
            page = report["sizes"][str(size)]["pages"][name]
            one, many = page["1"], page["16"]
            print(
                f"| {name} | {size} | {page['queries']} | {one['p50']:.1f} ms"
                f" | {one['p50_ratio']:.1f} | {one['p95']:.1f} ms | {many['p50']:.1f} ms"
                f" | {many['p50_ratio']:.1f} | {many['rate']:.0f} |"
            )
    print()
    if len(sizes) > 1:
        small, large = (report["sizes"][str(size)]["pages"] for size in (sizes[0], sizes[-1]))
        for name in small:
            ratio = large[name]["1"]["p50"] / small[name]["1"]["p50"]
            print(f"{name}: p50 at {sizes[-1]} is {ratio:.2f} times p50 at {sizes[0]}")
    for size in sizes:
        found = report["sizes"][str(size)]
        print(f"{size}: memory per worker {found['memory_mb']} MB")
        out = found["export"]
        print(
            f"{size}: export of {out['records']} records: {out['records'] / out['seconds']:.0f}"
            f" a second, at most {out['memory_mb']:.0f} MB"
        )
        for name, page in found["pages"].items():
            if "bytes" in page:
                print(f"{size}: first visit of {name}: {page['bytes'] / 1000:.1f} kB gzipped")


if __name__ == "__main__":
    sys.exit(main())
