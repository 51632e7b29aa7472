"""Real titles of residents' ideas, found by a word with a typing error in it."""

from collections import Counter

import pytest

from schakel.domain.matters.models import Matter
from schakel.domain.submissions import rules
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.delimited import decoded
from schakel.foundation.search import actions, queries, words
from tests import make
from tests.real import real

FILES = ("netherlands_assen_2024_.pb", "netherlands_amsterdam_166_.pb")
FIRST_PAGE = 20


def titles() -> list[str]:
    found = []
    for name in FILES:
        sheet = rules.parse_pb(decoded(real(f"pabulib/{name}").read_bytes()))
        place = sheet.header.index("name")
        found += [cells[place] for _, cells in sheet.lines]
    return found


def with_a_slip(word: str) -> dict[str, str]:
    """Each kind of typing error, in the middle of the word."""
    at = len(word) // 2
    return {
        "changed": word[:at] + ("x" if word[at] != "x" else "y") + word[at + 1 :],
        "left out": word[:at] + word[at + 1 :],
        "added": word[:at] + "x" + word[at:],
        "turned": word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    }


@pytest.mark.django_db
def test_the_rarest_word_of_each_real_title_finds_it_with_one_letter_wrong(actor):
    team = make.Team(actor)
    all_titles = titles()
    assert len(all_titles) == 66
    for number, title in enumerate(all_titles):
        make.matter(actor, subject=title, story=title, key=str(number))
    actions.learn_words()
    noor = make.acting(team.noor)
    stranger = Actor(
        kind=noor.kind,
        tenant_id=noor.tenant_id,
        staff_id=10**9,
        roles=noor.roles,
        network_ids=frozenset({10**9}),
    )
    occurs = Counter(word for title in all_titles for word in set(words.words_of(title)))
    missed = []
    for matter in Matter.objects.all():
        own = [word for word in words.words_of(matter.subject) if len(word) > 3]
        rarest = min(own, key=lambda word: (occurs[word], -len(word)))
        for slip, typed in with_a_slip(rarest).items():
            first = [hit.thing_id for hit in queries.find(noor, typed, ["matter"]).hits]
            if matter.pk not in first[:FIRST_PAGE]:
                missed.append((matter.subject, typed, slip))
        assert queries.find(stranger, rarest).hits == queries.find(stranger, typed).hits == ()
    assert missed == []
