"""A plain load: so many requests over so many connections, and how long each took."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """Milliseconds at the median and the 95th percentile, and requests a second."""

    p50: float
    p95: float
    rate: float


Request = tuple[str, str, bytes | None, dict[str, str]]


def measure(port: int, request: Callable[[int], Request], connections: int, total: int) -> Result:
    """Send ``request(n)`` for each n; an answer of 400 or higher is an error of the benchmark."""
    times: list[float] = []
    lock, numbers = threading.Lock(), iter(range(total))

    def work() -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            method, path, body, headers = request(number)
            began = time.perf_counter()
            client.request(method, path, body=body, headers=headers)
            answer = client.getresponse()
            text = answer.read()
            took = time.perf_counter() - began
            if answer.status >= 400:
                raise SystemExit(f"{method} {path} answered {answer.status}: {text[:500]!r}")
            with lock:
                times.append(took)
        client.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    if len(times) != total:
        raise SystemExit("Not every request was answered; see the message above.")
    times.sort()
    return Result(
        p50=times[len(times) // 2] * 1000,
        p95=times[int(len(times) * 0.95)] * 1000,
        rate=total / whole,
    )
