"""Every list says what will come here and how, before there is anything in it."""

import re

import pytest
from django.utils import timezone

from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from tests import make
from tests.pages import staff_client

COMES = re.compile(r"\b(hier|komt|komen|begint|plant)\b", re.IGNORECASE)


def empty_lists(page: str) -> list[str]:
    """Each place on a page where something will come."""
    return re.findall(r'<div class="empty">.*?</div>\s*</div>', page, re.DOTALL)


@pytest.mark.parametrize(
    ("path", "comes"),
    [
        ("/vandaag/", 3),
        ("/nieuw/", 2),
        ("/kwesties/", 1),
        ("/partijen/", 1),
        ("/verbindingen/", 1),
        ("/initiatieven/", 1),
        ("/te-versturen/", 1),
        ("/afwezig/", 1),
        ("/buurtblad/niet-beloven/", 1),
        ("/controle/", 1),
        ("/beheer/standaardteksten/", 1),
        ("/beheer/bewaren/", 3),
    ],
)
def test_an_empty_list_says_what_comes(team, path, comes):
    StaffMember.objects.filter(pk=team.noor.pk).update(roles=[each.value for each in Role])
    page = staff_client(team.noor).get(path).content.decode()
    assert len(empty_lists(page)) == comes
    for each in empty_lists(page):
        assert COMES.search(each), each
        assert not re.search(r">\s*</a>|None", each), each


@pytest.mark.parametrize("path", ["/partijen/{0.party_id}/", "/verbindingen/{0.connection_id}/"])
def test_a_page_about_somebody_new_says_what_comes(actor, team, path):
    now = timezone.now()
    matter = make.matter(actor, theme=team.theme, now=now, today=timezone.localdate(now))
    page = staff_client(team.noor).get(path.format(matter)).content.decode()
    assert len(empty_lists(page)) == 2
    assert all(COMES.search(each) for each in empty_lists(page))
