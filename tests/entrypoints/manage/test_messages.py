from pathlib import Path

import polib
import pytest

from schakel.entrypoints.manage import messages
from schakel.entrypoints.manage.messages import Message


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "desk/locale").mkdir(parents=True)
    (tmp_path / "desk/templates").mkdir()
    (tmp_path / "desk/today.py").write_text(
        '_("Good morning")\nngettext("one case", "%(n)s cases", n)\npgettext("verb", "Open")\n'
    )
    (tmp_path / "desk/templates/today.html").write_text(
        "{% load i18n %}{% translate 'Today' %}{{ name|default:_('nobody') }}\n"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}\n"
        "{% include 'x.html' with label=_(\"Call (now)\") %}\n"
    )
    return tmp_path


def translate(package: Path, **texts: str) -> None:
    source = package / "desk/locale/nl/LC_MESSAGES/django.po"
    catalogue = polib.pofile(str(source))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = texts.get(entry.msgid, entry.msgid)
    catalogue.save()


def test_messages_are_found_in_code_and_in_templates(package: Path):
    assert messages.extract(package / "desk") == {
        Message("Good morning"),
        Message("one case", plural="%(n)s cases"),
        Message("Open", context="verb"),
        Message("Today"),
        Message("nobody"),
        Message("%(n)s day", plural="%(n)s days"),
        Message("Call (now)"),
    }


def test_a_message_belongs_to_the_nearest_folder_that_keeps_dutch(package: Path):
    (package / "desk/mails/locale").mkdir(parents=True)
    (package / "desk/mails/receipt.py").write_text('_("Receipt")')
    assert Message("Receipt") in messages.extract(package / "desk/mails")
    assert Message("Receipt") not in messages.extract(package / "desk")


def test_a_message_that_nobody_keeps_is_told(package: Path):
    (package / "stray.py").write_text('_("Lost")')
    assert any("stray.py" in fault for fault in messages.check(package))


def test_new_messages_come_empty_and_are_missed_until_they_are_translated(package: Path):
    assert len(messages.update(package)) == 1
    assert any("empty: “Today”" in fault for fault in messages.check(package))
    translate(package, Today="Vandaag")
    assert messages.check(package) == []


def test_updating_twice_changes_nothing_and_keeps_what_was_translated(package: Path):
    messages.update(package)
    translate(package, Today="Vandaag")
    messages.update(package)
    assert messages.update(package) == []
    assert "Vandaag" in {text for _, text in messages.dutch(package)}


def test_old_messages_go(package: Path):
    messages.update(package)
    (package / "desk/today.py").write_text("")
    assert any("not used: “Good morning”" in fault for fault in messages.check(package))
    messages.update(package)
    assert "Good morning" not in (package / "desk/locale/nl/LC_MESSAGES/django.po").read_text()


def test_dutch_that_loses_a_placeholder_is_told(package: Path):
    (package / "desk/today.py").write_text('_("Call {name}")')
    messages.update(package)
    translate(package, **{"Call {name}": "Bel"})
    assert any("other placeholders" in fault for fault in messages.check(package))


def test_what_is_compiled_already_is_left_alone(package: Path):
    messages.update(package)
    translate(package)
    assert len(messages.compile_all(package)) == 1
    assert messages.compile_all(package) == []


def test_two_packages_say_the_same_in_one_way(package: Path):
    """Django has one list of words for all: of two translations one would never be seen."""
    (package / "public/locale").mkdir(parents=True)
    (package / "public/page.py").write_text('_("Today")')
    messages.update(package)
    translate(package, Today="Vandaag")
    source = package / "public/locale/nl/LC_MESSAGES/django.po"
    source.write_text(source.read_text().replace('msgstr ""', 'msgstr "Heden"'))
    (fault,) = messages.check(package)
    assert fault.endswith("two kinds of Dutch for “Today”")
    source.write_text(source.read_text().replace("Heden", "Vandaag"))
    assert messages.check(package) == []
