"""Kill -9 at random moments of processes that are started again at once."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from tests.processes import Processes, kill


@contextmanager
def storm(
    processes: Processes,
    commands: Mapping[str, Sequence[str]],
    *,
    seed: int,
    seconds: tuple[float, float],
) -> Iterator[Counter[str]]:
    """Each command lives for so many seconds at least and at most; how often each was killed.

    One that ends by itself is started again when its time is over. After the storm the last ones
    live on.
    """
    kills: Counter[str] = Counter()
    over = Event()

    def keep_killing(name: str, arguments: Sequence[str]) -> None:
        chance = random.Random(f"{seed} {name}")
        process = processes.start(*arguments)
        while not over.wait(chance.uniform(*seconds)):
            if process.poll() is None:
                kill(process)
                kills[name] += 1
            process = processes.start(*arguments)

    threads = [Thread(target=keep_killing, args=each) for each in commands.items()]
    for thread in threads:
        thread.start()
    try:
        yield kills
    finally:
        over.set()
        for thread in threads:
            thread.join()
