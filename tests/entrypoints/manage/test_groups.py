"""``schakel groups``: what groups mean, and who has no account any more."""

import pytest
from django.utils import timezone

from schakel.domain.networks.actions import follow_groups
from schakel.domain.networks.models import GroupMeaning, LogInDomain
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.manage.groups import run
from schakel.entrypoints.manage.main import _parsed
from schakel.foundation.identity.actions import join_provider
from schakel.foundation.kernel.refused import Refused
from tests import make

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def groups(tenant, *arguments):
    return run(_parsed(["groups", *arguments, "--tenant", tenant.code]))


@pytest.fixture
def network(tenant, actor):
    network = make.network(actor, "Groen")
    groups(tenant, "allow", "waterhoven.example")
    groups(tenant, "map", "g", "connector", "--network", "Groen")
    return network


def joins(actor, name, given=("g",)):
    email = f"{name}@waterhoven.example"
    user = join_provider(user=None, email=email, subject=name)
    return follow_groups(actor=actor, user=user, name=name, groups=set(given), today=TODAY, now=NOW)


def working():
    # Who came today works until the end of the day: nobody leaves before they came.
    left = StaffMember.objects.filter(ended_by_groups=True)
    return sorted(StaffMember.objects.exclude(pk__in=left).values_list("name", flat=True))


@pytest.fixture
def accounts(tmp_path):
    def written(*rows, header="email,groups"):
        path = tmp_path / "accounts.csv"
        path.write_text("\n".join([header, *rows]))
        return str(path)

    return written


def test_groups_are_given_a_meaning_once(tenant, network, capsys):
    groups(tenant, "map", "g", "connector", "--network", "Groen")
    assert GroupMeaning.objects.count() == LogInDomain.objects.count() == 1
    capsys.readouterr()
    groups(tenant, "list")
    assert capsys.readouterr().out == "@waterhoven.example\ng: connector, Groen\n"


def test_a_network_that_is_not_there_is_said(tenant, network):
    with pytest.raises(Refused, match="network_unknown"):
        groups(tenant, "map", "g", "connector", "--network", "Groenn")


def test_who_is_not_in_the_list_any_more_leaves(tenant, actor, network, accounts, capsys):
    for name in ("anna", "bram", "chris"):
        joins(actor, name)
    make.colleague(actor, "password", email="password@waterhoven.example")
    file = accounts("Anna@Waterhoven.example,g;golf", "bram@waterhoven.example,golf")
    groups(tenant, "sync", file, "--dry-run")
    assert "2 would leave." in capsys.readouterr().out
    assert len(working()) == 4
    groups(tenant, "sync", file)
    assert working() == ["anna", "password"]


def test_a_list_by_which_most_would_leave_is_refused(tenant, actor, network, accounts):
    for number in range(6):
        joins(actor, f"c{number}")
    with pytest.raises(Refused, match="too_many_would_leave"):
        groups(tenant, "sync", accounts("c0@waterhoven.example,g"))
    assert len(working()) == 6


@pytest.mark.parametrize(
    ("header", "rows", "code"),
    [
        ("email,groups", (), "file_has_no_rows"),
        ("mail,groups", ("a,b",), "areas_need_column"),
        ("email;group", ("a;b",), "areas_need_column"),
    ],
)
def test_a_list_that_is_none_is_said(tenant, network, accounts, header, rows, code):
    with pytest.raises(Refused, match=code):
        groups(tenant, "sync", accounts(*rows, header=header))


def test_a_list_also_brings_another_role(tenant, actor, network, accounts):
    member = joins(actor, "anna")
    groups(tenant, "map", "b", "administrator")
    groups(tenant, "sync", accounts("anna@waterhoven.example,b"))
    member.refresh_from_db()
    assert member.roles == [Role.ADMINISTRATOR]
