"""Every committed line is dispatched once, however late it is committed."""

import threading

from procrastinate.contrib.django.models import ProcrastinateJob

from schakel.entrypoints.worker.dispatch import dispatch_all
from schakel.foundation.journal.actions import record
from schakel.foundation.journal.models import Pending
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.connections import in_thread


def queue(town: Tenant, number: int) -> None:
    record(
        "message.queued",
        actor=system(town.pk),
        subject="message",
        subject_id=number,
        now=make.NOW,
    )


def dispatched() -> list[int]:
    jobs = ProcrastinateJob.objects.order_by("id")
    return [job.args["subject_id"] for job in jobs]


def test_a_line_that_is_written_first_and_committed_last_is_dispatched(town):
    written, commit = threading.Event(), threading.Event()

    def slow() -> None:
        with within_tenant(town.pk):
            queue(town, 1)
            written.set()
            commit.wait(10)

    with in_thread(slow):
        assert written.wait(10)
        with within_tenant(town.pk):
            queue(town, 2)
        dispatch_all()
        assert dispatched() == [2]
        commit.set()
    dispatch_all()
    assert dispatched() == [2, 1]
    assert not Pending.objects.filter(purpose="dispatch").exists()


def test_a_transaction_that_is_rolled_back_starts_nothing(town):
    class Undone(Exception):
        pass

    try:
        with within_tenant(town.pk):
            queue(town, 1)
            raise Undone
    except Undone:
        pass
    assert dispatch_all() == 0
    assert dispatched() == []


def test_six_dispatchers_at_once_dispatch_each_line_once(town):
    other = make.tenant()
    for number in range(450):
        with within_tenant(town.pk):
            queue(town, number)
    with within_tenant(other.pk):
        queue(other, 1_000)
    threads = [in_thread(dispatch_all) for _ in range(6)]
    for each in threads:
        each.__enter__()
    for each in threads:
        each.__exit__(None, None, None)
    dispatch_all()
    assert sorted(dispatched()) == [*range(450), 1_000]


def test_a_word_without_a_subscription_only_leaves_the_outbox(town):
    with within_tenant(town.pk):
        make.theme(system(town.pk))
    assert dispatch_all() == 1
    assert dispatched() == []


def test_with_nothing_to_do_it_asks_one_question(town, django_assert_num_queries):
    dispatch_all()
    with django_assert_num_queries(1):
        dispatch_all()
