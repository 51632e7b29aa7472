from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schakel.domain.staff.actions import plan_absence
from schakel.domain.staff.rules import Role
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def third(actor, team):
    return make.colleague(actor, "Els Bakker", networks=[team.network])


def test_a_carrier_says_yes_in_one_click_and_comes_back(team, matter):
    client = staff_client(matter.owner)
    answer = client.post(f"/kwesties/{matter.pk}/aannemen/", {"next": "/vandaag/"})
    assert answer.url == "/vandaag/"
    matter.refresh_from_db()
    assert matter.owner_accepted_at is not None


def test_who_does_not_carry_hears_that_it_belongs_to_a_colleague(team, matter, third):
    answer = staff_client(third).post(f"/kwesties/{matter.pk}/aannemen/", follow=True)
    assert "van een collega" in answer.content.decode()
    matter.refresh_from_db()
    assert matter.owner_accepted_at is None


def test_whose_session_ended_comes_back_to_the_page_where_yes_was_said(matter):
    client = Client()
    sent = client.post(
        f"/kwesties/{matter.pk}/aannemen/", headers={"referer": "http://testserver/nieuw/"}
    )
    assert sent.url.endswith("?next=/nieuw/")
    elsewhere = client.post(
        f"/kwesties/{matter.pk}/aannemen/", headers={"referer": "http://elsewhere.example/x"}
    )
    assert elsewhere.url.endswith("?next=/vandaag/")


def test_yes_is_never_said_by_opening_a_page(matter):
    assert staff_client(matter.owner).get(f"/kwesties/{matter.pk}/aannemen/").status_code == 405


def test_the_form_names_who_could_carry_it_with_reasons_and_who_is_away(actor, matter, third):
    plan_absence(
        actor=actor,
        member=make.colleague(actor, "Weg Vandaag", networks=[matter.network]),
        from_on=TODAY - timedelta(days=3),
        until_on=None,
        now=NOW,
    )
    page = staff_client(matter.owner).get(f"/kwesties/{matter.pk}/overdragen/").content.decode()
    assert "Els Bakker: kent het onderwerp" in page
    assert "Vandaag afwezig: Weg Vandaag" in page
    assert "Weg Vandaag: " not in page


def test_a_matter_is_handed_over_to_a_chosen_colleague(matter, third):
    staff_client(matter.owner).post(
        f"/kwesties/{matter.pk}/overdragen/",
        {"rank": "first", "to": third.pk, "reason": "Els kent hen."},
    )
    matter.refresh_from_db()
    assert matter.owner == third


def test_without_a_choice_it_goes_to_who_fits_best(matter, third):
    staff_client(matter.owner).post(
        f"/kwesties/{matter.pk}/overdragen/", {"rank": "second", "to": ""}
    )
    matter.refresh_from_db()
    assert matter.second == third


def test_handing_over_to_who_has_it_already_is_refused_in_words(matter):
    answer = staff_client(matter.owner).post(
        f"/kwesties/{matter.pk}/overdragen/",
        {"rank": "first", "to": matter.owner_id, "reason": "omdat"},
    )
    assert answer.status_code == 200
    assert "omdat" in answer.content.decode()
    assert answer.context["form"].non_field_errors()


def test_who_only_looks_on_cannot_hand_over(actor, team, matter, third):
    volunteer = make.colleague(actor, "Vera", roles=[Role.VOLUNTEER], networks=[team.network])
    staff_client(volunteer).post(
        f"/kwesties/{matter.pk}/overdragen/", {"rank": "first", "to": third.pk, "reason": ""}
    )
    matter.refresh_from_db()
    assert matter.owner != third
