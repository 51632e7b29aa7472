"""Erasing by who can use the server, and erasing again after a restore."""

import json
from datetime import timedelta

from django.utils import timezone

from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Kind
from schakel.domain.parties.models import Party
from schakel.domain.terms.actions import conclude_matter
from tests import incoming, make
from tests.make import NOW, TODAY


def closed(actor):
    make.Team(actor)
    matter = make.matter(actor)
    conclude_matter(actor=actor, matter=matter, reason="klaar", today=TODAY, now=NOW)
    return matter


def test_a_dry_run_counts_and_changes_nothing(schakel, tenant, actor):
    matter = closed(actor)
    asked = ("privacy", "erase", "--tenant", tenant.code, "--reference", matter.reference)
    told = json.loads(schakel(*asked, "--dry-run", "--json").out)
    assert (told["erased"], told["matters"], told["still_open"]) == (False, 1, 0)
    assert Party.objects.get(pk=matter.party_id).erased_at is None
    assert "Nothing was changed" in schakel(*asked, "--dry-run").out


def test_somebody_is_erased_by_the_reference_of_a_matter(schakel, tenant, actor):
    matter = closed(actor)
    asked = ("privacy", "erase", "--tenant", tenant.code, "--reference", matter.reference)
    assert schakel(*asked).status == 0
    assert Party.objects.get(pk=matter.party_id).name == "gewist"
    again = schakel(*asked)
    assert (again.status, again.out) == (1, "")
    assert matter.reference in again.err


def test_mail_that_belongs_to_nothing_is_counted_and_goes(schakel, tenant, actor):
    make.Team(actor)
    came = incoming.arrive(actor, incoming.mail(kind=Kind.AUTOMATIC))
    past = timezone.now() - timedelta(days=400)
    Arrival.objects.filter(pk=came.pk).update(ended_at=past)
    asked = ("privacy", "retention", "--tenant", tenant.code)
    for said, left in (("--dry-run", 1), ("--json", 1), ("--json", 0)):
        told = json.loads(schakel(*asked, said, "--json").out)
        assert told["mails"] == left
    assert "mails" in schakel(*asked, "--dry-run").out


def test_the_list_is_kept_and_replayed(schakel, tenant, actor, tmp_path):
    matter = closed(actor)
    schakel("privacy", "erase", "--tenant", tenant.code, "--reference", matter.reference)
    kept = tmp_path / "erasures"
    kept.write_text(schakel("privacy", "list", "--tenant", tenant.code).out)
    assert json.loads(kept.read_text())["party_id"] == matter.party_id
    replay = ("privacy", "replay", kept, "--tenant", tenant.code)
    assert json.loads(schakel(*replay, "--json").out) == {"asked": 1, "erased": 0}
    Party.objects.filter(pk=matter.party_id).update(name="Fatima", erased_at=None)
    assert "Erased again: 1 of 1." in schakel(*replay).out
    assert Party.objects.get(pk=matter.party_id).name == "gewist"


def test_a_file_that_is_no_list_is_refused_in_words(schakel, tenant, tmp_path):
    for text in ("geen json", '{"party_id": 1}'):
        (tmp_path / "x").write_text(text)
        ran = schakel("privacy", "replay", tmp_path / "x", "--tenant", tenant.code)
        assert (ran.status, ran.out) == (1, "")
    assert schakel("privacy", "replay", "nergens", "--tenant", tenant.code).status == 1
