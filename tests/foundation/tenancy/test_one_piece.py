"""Many actions in one piece: what fails undoes all, and is never passed over in silence."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from schakel.domain.parties.models import Party
from schakel.foundation.journal import actions as journal
from schakel.foundation.journal.models import Line, Pending
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import (
    in_one_piece,
    is_first_time,
    is_in_one_piece,
    within_tenant,
)
from tests.make import NOW

pytestmark = pytest.mark.django_db


@transaction.atomic
def act(actor, name, refused=False):
    party = Party.objects.create(
        tenant_id=actor.tenant_id, kind="person", name=name, created_at=NOW
    )
    journal.record(
        f"party.{name}", actor=actor, subject="party", subject_id=party.pk, now=NOW,
        personal={"name": name},
    )  # fmt: skip
    if refused:
        raise Refused("no")


def names() -> list[str]:
    return sorted(Party.objects.exclude(name="").values_list("name", flat=True))


def words() -> list[str]:
    lines = Line.objects.filter(what__startswith="party.").order_by("pk")
    return [what.removeprefix("party.") for what in lines.values_list("what", flat=True)]


def test_all_of_it_is_there_with_a_line_of_each_in_order(actor):
    with journal.written_together():
        act(actor, "a")
        act(actor, "b")
        assert words() == []
    assert (names(), words()) == (["a", "b"], ["a", "b"])
    last = Line.objects.get(what="party.b")
    assert Pending.objects.filter(line_id=last.pk).count() == 2


def test_what_fails_in_the_middle_undoes_all_of_it_and_nothing_else(actor):
    act(actor, "before")
    with pytest.raises(Refused), journal.written_together():
        act(actor, "a")
        act(actor, "b", refused=True)
    assert not is_in_one_piece()
    act(actor, "after")
    assert (names(), words()) == (["after", "before"], ["before", "after"])


def test_a_no_that_is_caught_within_is_not_passed_over(actor):
    with pytest.raises(TransactionManagementError), in_one_piece():
        act(actor, "a")
        with pytest.raises(Refused):
            act(actor, "b", refused=True)
    with pytest.raises(TransactionManagementError), journal.written_together():
        with pytest.raises(Refused):
            act(actor, "c", refused=True)
    assert (names(), words()) == ([], [])


def test_one_within_another_is_a_part_of_it(actor):
    with journal.written_together():
        act(actor, "a")
        with in_one_piece(), journal.written_together():
            act(actor, "b")
        assert is_in_one_piece()
        act(actor, "c")
    assert (names(), words()) == (["a", "b", "c"], ["a", "b", "c"])


def test_what_fails_in_one_within_another_undoes_both(actor):
    with pytest.raises(TransactionManagementError), journal.written_together():
        act(actor, "a")
        with pytest.raises(Refused), in_one_piece():
            act(actor, "b", refused=True)
    assert (names(), words()) == ([], [])


def test_the_tenant_is_as_before_after_a_failure(tenant, actor):
    with pytest.raises(Refused), in_one_piece(), within_tenant(tenant.pk, matters=[7]):
        act(actor, "a", refused=True)
    act(actor, "b")
    assert names() == ["b"]


def test_what_holds_until_the_end_is_asked_once_for_each_piece():
    assert is_first_time("x")
    assert is_first_time("x")
    for _piece in range(2):
        with in_one_piece():
            assert is_first_time("x")
            with in_one_piece():
                assert not is_first_time("x")
            assert not is_first_time("x")
