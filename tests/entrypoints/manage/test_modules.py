"""``schakel modules``: what an institution can do without, on or off."""

import json

import pytest

from schakel.domain.organisations.queries import modules_on
from schakel.domain.organisations.rules import Module
from schakel.entrypoints.manage.main import _parsed
from schakel.entrypoints.manage.modules import run
from schakel.foundation.journal.models import Line


def modules(tenant, *arguments):
    return run(_parsed(["modules", *arguments, "--tenant", tenant.code]))


def test_a_module_is_turned_on_and_off(tenant, capsys):
    assert modules(tenant, "list") == 0
    assert capsys.readouterr().out.split() == [
        "ideas", "off", "introductions", "off", "council", "off",
    ]  # fmt: skip
    modules(tenant, "on", "ideas")
    assert modules_on() == {Module.IDEAS}
    modules(tenant, "off", "ideas")
    assert modules_on() == frozenset()
    whats = list(Line.objects.order_by("pk").values_list("what", flat=True))
    assert whats == ["ideas.turned_on", "ideas.turned_off"]


def test_it_answers_as_json(tenant, capsys):
    modules(tenant, "on", "council", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told == {"ideas": False, "introductions": False, "council": True}


def test_what_is_no_module_is_not_turned_on(tenant, capsys):
    with pytest.raises(SystemExit):
        modules(tenant, "on", "letters")
    assert "choose from" in capsys.readouterr().err
