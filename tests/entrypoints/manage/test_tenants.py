"""Institutions begin from the command line, and can work at once."""

import json

import pytest

from schakel.domain.matters.queries import place_of_user
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import ServiceNorm
from schakel.domain.staff.models import StaffMember
from schakel.foundation.identity.models import User
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make


def begin(schakel, *more, code="zandstad", email="ida@zandstad.example"):
    return schakel(
        *("tenant", "begin", "--code", code, "--name", "Gemeente Zandstad"),
        *("--administrator", email, "--administrator-name", "Ida Zand", *more),
    )


def test_an_institution_begins_with_norms_a_network_and_an_administrator(db, schakel):
    told = json.loads(begin(schakel, "--json").out)
    tenant = Tenant.objects.get(code="zandstad")
    user = User.objects.get(email="ida@zandstad.example")
    assert user.check_password(told["password"])
    assert told["address"].endswith("/account/login/")
    with within_tenant(tenant.pk):
        ida = StaffMember.objects.get()
        assert (ida.name, ida.roles) == ("Ida Zand", ["administrator", "connector"])
        place = place_of_user(tenant_id=tenant.pk, user_id=user.pk, today=ida.works_from)
        assert place.actor.network_ids == {Network.objects.get().pk}
        assert ServiceNorm.objects.get(kind="complaint").length == 6


def test_what_comes_in_on_the_first_day_has_an_owner(db, schakel):
    begin(schakel)
    tenant = Tenant.objects.get(code="zandstad")
    with within_tenant(tenant.pk):
        ida = StaffMember.objects.get()
        actor = make.system(tenant.pk)
        matter = make.matter(actor, today=ida.works_from)
        assert matter.owner == ida


def test_the_password_is_told_once_and_not_for_who_has_one(db, schakel):
    assert "password  " in begin(schakel).out
    other = begin(schakel, code="duinstad")
    assert "the one that this address has already" in other.out
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"code": "Zand stad"}, "kleine letters"),
        ({"email": "geen adres"}, "geen adres"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_begins(db, schakel, options, words):
    ran = begin(schakel, **options)
    assert (ran.status, ran.out) == (1, "")
    assert words in ran.err
    assert not Tenant.objects.exists()
    assert not User.objects.exists()


def test_a_code_and_a_host_are_of_one_institution(db, schakel):
    assert begin(schakel, "--hostname", "Zandstad.example").status == 0
    assert "zandstad" in begin(schakel).err
    assert "zandstad.example" in begin(schakel, "--hostname", "zandstad.example", code="x").err
    assert Tenant.objects.get().hostname == "zandstad.example"


def test_the_list_tells_who_is_there(db, schakel):
    assert "no institution yet" in schakel("tenant", "list").out
    begin(schakel)
    listed = json.loads(schakel("tenant", "list", "--json").out)
    assert [(each["code"], each["colleagues"]) for each in listed] == [("zandstad", 1)]
    assert "Gemeente Zandstad" in schakel("tenant", "list").out
