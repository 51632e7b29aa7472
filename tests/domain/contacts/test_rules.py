from datetime import timedelta

import pytest

from schakel.domain.connections.rules import ContactWeight
from schakel.domain.contacts import rules
from schakel.domain.contacts.rules import Direction
from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.refused import Refused
from tests.make import NOW


@pytest.mark.parametrize(
    ("channel", "direction", "succeeded", "weight"),
    [
        ("visit", Direction.BOTH_WAYS, True, ContactWeight.MET),
        ("meeting", Direction.BOTH_WAYS, True, ContactWeight.MET),
        ("phone", Direction.BOTH_WAYS, True, ContactWeight.SPOKE),
        ("mail", Direction.INBOUND, True, ContactWeight.INBOUND),
        ("mail", Direction.OUTBOUND, True, ContactWeight.OUTBOUND),
        ("phone", Direction.BOTH_WAYS, False, ContactWeight.OUTBOUND),
        ("visit", Direction.INBOUND, False, ContactWeight.OUTBOUND),
    ],
)
def test_a_moment_weighs_what_it_was(channel, direction, succeeded, weight):
    assert rules.weight_of(channel, direction, succeeded=succeeded) is weight


def staff(*roles: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=1, roles=frozenset(roles))


@pytest.mark.parametrize(
    ("actor", "matter_id", "may"),
    [
        (system(1), None, True),
        (staff("connector"), None, True),
        (staff("official"), None, True),
        (staff("volunteer"), None, True),
        (staff("sponsor"), None, False),
        (staff("councillor"), None, False),
        (staff("administrator"), None, False),
        (resident(1, 5), 5, True),
        (resident(1, 5), 6, False),
        (resident(1, 5), None, False),
        (resident(1), None, False),
    ],
)
def test_who_records_contact(actor, matter_id, may):
    assert rules.may_record(actor, matter_id) is may


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"summary": "  "}, "contact_needs_summary"),
        ({"summary": "x" * 20_001}, "contact_summary_too_long"),
        ({"happened_at": NOW + timedelta(minutes=4)}, None),
        ({"happened_at": NOW + timedelta(minutes=6)}, "contact_in_future"),
        ({"minutes": 0}, None),
        ({"minutes": 1_440}, None),
        ({"minutes": 1_441}, "contact_minutes_out_of_range"),
        ({"minutes": -1}, "contact_minutes_out_of_range"),
        ({"actor": staff("sponsor")}, "contact_not_yours_to_record"),
    ],
)
def test_what_may_be_recorded(changes, code):
    arguments = {
        "actor": staff("connector"),
        "summary": "Gebeld",
        "happened_at": NOW,
        "minutes": None,
        "now": NOW,
        **changes,
    }
    if code is None:
        rules.check_record(**arguments)
        return
    with pytest.raises(Refused, match=code):
        rules.check_record(**arguments)


@pytest.mark.parametrize("year", [1, 206, 1926, 2016])
def test_a_contact_of_which_the_year_must_be_wrong_is_refused(year):
    rules.check_told(NOW.replace(year=NOW.year - rules.YEARS_TOLD_OF), NOW)
    with pytest.raises(Refused, match="contact_too_long_ago"):
        rules.check_told(NOW.replace(year=year) - timedelta(days=year > 1), NOW)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("tekening.pdf", "tekening.pdf"),
        ("C:\\Users\\Jan\\tekening.pdf", "tekening.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("", "bijlage"),
        (".pdf", "bijlage.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_the_name_of_an_attachment_is_harmless(name, shown):
    assert rules.shown_name(name) == shown
    assert len(rules.shown_name(name)) <= 200
