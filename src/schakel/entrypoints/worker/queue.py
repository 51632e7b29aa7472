"""Puts jobs in the queue: in the transaction of the caller, also within a worker.

A worker runs procrastinate on connections of its own; a job that is put there would exist
although the transaction that asked for it was rolled back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import Task, configure_task
from procrastinate.types import JSONDict

Job = Task[Any, None, Any]

# After 3, 9, 27 … seconds; the seventh comes after more than half an hour.
RETRY = RetryStrategy(max_attempts=7, exponential_wait=3)

_manager = JobManager(DjangoConnector())


def put(job: Job, ids: Sequence[Mapping[str, int]]) -> None:
    """Queue a job once for each of these ids."""
    if ids:
        deferrer = configure_task(name=job.name, job_manager=_manager)
        arguments: list[JSONDict] = [{**each} for each in ids]
        deferrer.batch_defer(*arguments)
