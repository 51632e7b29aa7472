import pytest

from schakel.domain.staff.actions import choose_grouped_mail
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import GroupedMail
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from tests import make


def test_a_colleague_chooses_how_often_news_is_mailed(client, team):
    assert client.get("/uw-mail/").context["form"].initial["often"] == "twice_a_week"
    assert client.post("/uw-mail/", {"often": "week"}).status_code == 302
    assert StaffMember.objects.get(pk=team.noor.pk).grouped_mail == GroupedMail.WEEK
    assert Line.objects.filter(what="grouped_mail.chosen").count() == 1
    assert client.post("/uw-mail/", {"often": "week"}).status_code == 302
    assert Line.objects.filter(what="grouped_mail.chosen").count() == 1


def test_what_is_no_choice_is_refused(client, team):
    assert client.post("/uw-mail/", {"often": "yearly"}).status_code == 200
    assert StaffMember.objects.get(pk=team.noor.pk).grouped_mail == GroupedMail.TWICE_A_WEEK


def test_nobody_chooses_for_a_colleague(team):
    with pytest.raises(Refused, match="choice_not_yours"):
        choose_grouped_mail(
            actor=make.acting(team.noor), member=team.sam, often=GroupedMail.NEVER, now=make.NOW
        )


def test_the_page_takes_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        client.get("/uw-mail/")
