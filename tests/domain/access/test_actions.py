from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from schakel.domain.access import actions, rules
from schakel.domain.access.models import PageCode
from schakel.domain.access.rules import LinkAction
from schakel.domain.parties.models import DigitalAddress
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW


@pytest.fixture
def matter(actor):
    make.Team(actor)
    return make.matter(actor)


@pytest.fixture
def link(actor, matter):
    address = DigitalAddress.objects.get(party=matter.party)
    return actions.open_page_link(actor=actor, matter=matter, address=address, now=NOW)


def code_for(link, browser="chrome", now=NOW) -> str:
    actor = resident(link.tenant_id)
    made = actions.make_page_code(actor=actor, link=link, browser=browser, now=now)
    return made if isinstance(made, str) else made.code


def tried(link, code, browser="chrome", now=NOW) -> bool:
    return actions.try_page_code(
        actor=resident(link.tenant_id), link=link, browser=browser, code=code, now=now
    )


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_token_leads_to_its_own_link_only(link):
    token = actions.page_token(link)
    assert actions.page_link(token) == link
    forged = token[:-1] + ("0" if token[-1] != "0" else "1")
    for wrong in (forged, "", "1", "x-y", f"{link.pk}-", token.upper() + "x", "9" * 30 + "-a"):
        assert actions.page_link(wrong) is None


def test_the_right_code_opens_once_and_proves_the_address(link):
    code = code_for(link)
    assert tried(link, f" {code[:3]} {code[3:]} ")
    link.address.refresh_from_db()
    assert link.address.verified_at == NOW
    with pytest.raises(Refused, match="code_expired"):
        tried(link, code)


def test_a_code_works_in_the_browser_that_asked_for_it(link):
    code = code_for(link, browser="chrome")
    with pytest.raises(Refused, match="code_expired"):
        tried(link, code, browser="another")


def test_after_five_wrong_guesses_the_right_one_is_refused_too(link):
    code = code_for(link)
    assert [tried(link, other(code)) for _ in range(rules.CODE_ATTEMPTS)] == [False] * 5
    with pytest.raises(Refused, match="code_tried_too_often"):
        tried(link, code)


def test_a_code_lives_ten_minutes(link):
    code = code_for(link)
    with pytest.raises(Refused, match="code_expired"):
        tried(link, code, now=NOW + timedelta(minutes=10))


def test_a_new_code_ends_the_one_before(link):
    first = code_for(link)
    second = code_for(link)
    if first != second:
        assert not tried(link, first)
    assert tried(link, second)


def test_codes_are_not_asked_without_end(link):
    for _ in range(rules.CODES_AN_HOUR):
        code_for(link)
    with pytest.raises(Refused, match="too_many_codes"):
        code_for(link)
    code_for(link, now=NOW + timedelta(hours=1, seconds=1))


def test_no_code_and_no_token_is_kept_as_it_is(link):
    code = code_for(link)
    kept = PageCode.objects.get()
    assert code not in (kept.code_digest, kept.browser_digest)
    assert len(kept.code_digest) == 64


def test_a_revoked_link_is_dead_and_a_new_one_has_another_token(actor, matter, link):
    token = actions.page_token(link)
    actions.revoke_page_links(actor=actor, matter=matter, now=NOW)
    new = actions.open_page_link(actor=actor, matter=matter, address=link.address, now=NOW)
    assert actions.page_token(new) != token


def test_a_code_on_paper_opens_as_it_was_typed_over(actor, matter):
    code = actions.hand_out_paper_code(actor=make.acting(matter.owner), matter=matter, now=NOW)
    typed = code.lower().replace("-", " ")
    assert actions.page_link_of_paper(typed, NOW).matter_id == matter.pk
    again = actions.hand_out_paper_code(actor=make.acting(matter.owner), matter=matter, now=NOW)
    assert actions.page_link_of_paper(code, NOW) is None
    assert actions.page_link_of_paper(again, NOW) is not None


class TestActionLink:
    @pytest.fixture
    def link(self, actor, matter):
        token = actions.make_action_link(
            actor=actor, matter=matter, member=matter.owner, action=LinkAction.ACCEPT, now=NOW
        )
        return actions.action_link(token)

    def use(self, link, now=NOW, works_here=True):
        return actions.use_action_link(
            actor=make.acting(link.staff), link=link, staff_works_here=works_here, now=now
        )

    def test_it_works_once(self, link):
        self.use(link)
        with pytest.raises(Refused, match="link_used"):
            self.use(link)

    def test_it_ends(self, link):
        with pytest.raises(Refused, match="link_expired"):
            self.use(link, now=NOW + rules.ACTION_LINK_LIVES)

    def test_it_dies_when_the_colleague_left(self, link):
        with pytest.raises(Refused, match="link_expired"):
            self.use(link, works_here=False)

    def test_what_is_refused_does_not_spend_it(self, link):
        def refuse() -> None:
            raise Refused("no_longer_asked")

        with pytest.raises(Refused, match="no_longer_asked"):
            actions.act_by_link(
                actor=make.acting(link.staff),
                link=link,
                staff_works_here=True,
                act=refuse,
                now=NOW,
            )
        self.use(link)

    @pytest.mark.parametrize(
        ("action", "about"), [(LinkAction.FINISH, None), (LinkAction.ANSWER, 12)]
    )
    def test_it_is_about_a_matter_or_about_one_thing(self, actor, matter, action, about):
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.make_action_link(
                actor=actor,
                matter=matter,
                member=matter.owner,
                action=action,
                about_id=about,
                now=NOW,
            )
