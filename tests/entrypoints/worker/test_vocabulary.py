"""The words that occur, kept up by the worker."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from schakel.domain.matters.models import Matter
from schakel.entrypoints.worker import vocabulary
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make


def inside(town):
    return within_tenant(town.pk, matters=ALL_MATTERS)


def occurs(town, word: str) -> bool:
    with inside(town), connection.cursor() as cursor:
        cursor.execute("SELECT is_known FROM search_expand(%s)", [[word]])
        return cursor.fetchone() == (True,)


@pytest.mark.parametrize(("hour", "is_gone"), [(2, True), (14, False)])
def test_words_are_learned_by_day_and_forgotten_at_night(town, monkeypatch, hour, is_gone):
    moment = datetime(2026, 11, 24, hour, 7, tzinfo=UTC)
    monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
    with inside(town):
        make.Team(system(town.pk))
        make.matter(system(town.pk), subject="Zandoogje")
    assert not occurs(town, "zandoogje")
    vocabulary.learn_new_words(town.pk)
    assert occurs(town, "zandoogje")
    with inside(town):
        Matter.objects.update(subject="Lindelaan")
    vocabulary.learn_new_words(town.pk)
    vocabulary.forget_lost_words(town.pk)
    assert occurs(town, "zandoogje") is not is_gone
    assert occurs(town, "lindelaan")
