"""Sending the web form costs the same, whatever is there already."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schakel.domain.matters.models import Matter
from tests import make
from tests.residents import filled_in

MOST = 75
BETWEEN = ("SAVEPOINT", "RELEASE SAVEPOINT")


def sent(email: str) -> int:
    """The number of queries of sending the form, the parts of its transaction left out."""
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/meedoen/", filled_in(email=email))
    assert answer.status_code == 302
    return sum(not query["sql"].startswith(BETWEEN) for query in queries)


def test_sending_takes_as_many_queries_with_three_matters_as_with_thirty(actor, record_property):
    team = make.Team(actor)
    for number in range(3):
        make.matter(actor, key=f"few-{number}")
    sent("warm@bewoner.example")
    few = sent("een@bewoner.example")
    for number in range(27):
        make.colleague(actor, f"Collega {number}", networks=[team.network])
        make.network(actor, themes=[make.theme(actor, f"Thema {number}")], areas=[team.area])
        make.matter(actor, key=f"many-{number}")
    many = sent("twee@bewoner.example")
    record_property("queries", many)
    assert Matter.objects.count() == 33
    assert few == many <= MOST


def test_who_comes_again_takes_no_more_queries_than_who_is_new(actor):
    make.Team(actor)
    sent("warm@bewoner.example")
    counts = [sent("fatima@bewoner.example") for _ in range(3)]
    assert counts[0] >= counts[1] == counts[2]


def test_sending_is_one_piece_and_counts_nothing_that_grows(actor):
    make.Team(actor)
    sent("warm@bewoner.example")
    with CaptureQueriesContext(connection) as queries:
        assert Client().post("/meedoen/", filled_in(email="een@bewoner.example")).status_code == 302
    asked = [query["sql"] for query in queries]
    assert sum(each.startswith("SAVEPOINT") for each in asked) <= 5
    assert not any("COUNT(*)" in each and "schakel_cache" in each for each in asked)
