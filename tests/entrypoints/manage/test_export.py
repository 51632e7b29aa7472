"""An institution is written to a folder, and read in elsewhere: the same, and silent."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from schakel.domain.access.actions import page_token
from schakel.domain.access.models import PageLink
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import State, Way
from schakel.domain.organisations.queries import modules_on
from schakel.domain.organisations.rules import Module
from schakel.domain.staff.models import StaffMember
from schakel.domain.terms.models import Term
from schakel.entrypoints.manage import demo
from schakel.entrypoints.manage.main import main
from schakel.entrypoints.manage.nouns import NOT_TOLD, SHAPES
from schakel.entrypoints.worker.sealing import seal_all, seal_key
from schakel.foundation.files.actions import keep_file, read_file
from schakel.foundation.files.models import File
from schakel.foundation.files.records import Content
from schakel.foundation.journal.actions import verify, waiting_lines
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.records.shapes import NoRecord
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant, TenantModel
from tests import processes
from tests.conftest import empty_all_tables
from tests.processes import Processes, kill, wait_for

NOW = timezone.now()
# What export and import themselves write down.
OWN_LINES = {"tenant.exported", "tenant.imported"}


@pytest.fixture(scope="module")
def waterhoven(django_db_setup: None, django_db_blocker: Any) -> Iterator[Tenant]:
    """The demo municipality, committed, with a mail that waits to be sent and a file."""
    with django_db_blocker.unblock():
        try:
            tenant = demo.load(NOW)
            with within(tenant):
                first = Message.objects.filter(kind="receipt", way=Way.EMAIL).earliest("pk")
                Message.objects.filter(pk=first.pk).update(state=State.QUEUED, ended_at=None)
                keep_file(
                    actor=system(tenant.pk), content=b"Groen. " * 50_000, name="plan.txt", now=NOW
                )
            yield tenant
        finally:
            empty_all_tables()


def run(*arguments: object) -> None:
    """One command on the database of the test, for what is made once for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "postgresql://")
        assert main([str(each) for each in arguments]) == 0


@pytest.fixture(scope="module")
def exported(waterhoven: Tenant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports") / "first"
    run("export", "--tenant", "demo", "--out", folder)
    return folder


@pytest.fixture(scope="module")
def elsewhere(exported: Path) -> Tenant:
    """The same, read in under another code."""
    run("import", "tenant", exported, "--as", "elsewhere")
    return Tenant.objects.get(code="elsewhere")


def normalised(folder: Path) -> dict[str, list[Any]]:
    """The records of an export, without the lines that export and import wrote."""
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if path.name == "journal_line.jsonl":
            lines = [line for line in lines if json.loads(line)["what"] not in OWN_LINES]
        found[path.name] = lines
    return found


@pytest.fixture(autouse=True)
def _committed_rows_can_be_read(waterhoven: Tenant, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def within(tenant: Tenant) -> AbstractContextManager[None]:
    return within_tenant(tenant.pk, matters=ALL_MATTERS)


def test_the_demo_gives_the_same_export_again(exported, elsewhere, schakel, tmp_path):
    second = tmp_path / "second"
    told = json.loads(schakel("export", "--tenant", "elsewhere", "--out", second, "--json").out)
    assert told["counts"]["matter"] >= 90
    assert normalised(exported) == normalised(second)
    manifests = [json.loads((each / "manifest.json").read_text()) for each in (exported, second)]
    assert manifests[0]["institution"] == manifests[1]["institution"]
    names = [
        sorted(path.name for path in (each / "files").iterdir()) for each in (exported, second)
    ]
    assert names[0] == names[1]
    assert names[0]


def test_what_was_turned_on_is_on_elsewhere_too(elsewhere):
    with within(elsewhere):
        assert modules_on() == frozenset(Module)


def test_what_was_read_in_sends_nothing_and_starts_no_clock(waterhoven, elsewhere):
    def clocks() -> list[tuple[Any, ...]]:
        days = ("started_on", "due_on", "second_due_on", "suspended_from", "ended_on")
        return list(Term.objects.order_by("pk").values_list(*days))

    with within(waterhoven):
        there, confided = clocks(), Confidant.objects.count()
        nonces = set(PageLink.objects.values_list("nonce", flat=True))
        assert Message.objects.filter(state=State.QUEUED).exists()
    with within(elsewhere):
        # A letter or a call waits for a person, here as there.
        on_their_way = Message.objects.filter(state__in=[State.QUEUED, State.HANDING_OVER])
        assert not on_their_way.filter(way=Way.EMAIL).exists()
        assert clocks() == there
        assert Matter.objects.filter(confidential=True).exists()
        assert Confidant.objects.count() == confided > 0
        assert nonces.isdisjoint(PageLink.objects.values_list("nonce", flat=True))
        assert not PageLink.objects.exclude(paper_digest="").exists()
        # That it was read in and exported again waits, as any line; nothing follows from those.
        news = set(Line.objects.filter(is_history=False).values_list("what", flat=True))
        assert news <= OWN_LINES
        assert waiting_lines(tenant_id=elsewhere.pk) <= len(news)


def test_history_is_sealed_where_it_is_read_in(elsewhere):
    while seal_all(elsewhere.pk):
        pass
    with within(elsewhere):
        verdict = verify(key=seal_key())
        assert verdict.whole
        assert verdict.sealed == Line.objects.count() > 1_000


def test_a_colleague_gets_a_log_in_after_an_import(elsewhere, schakel):
    with within(elsewhere):
        member = StaffMember.objects.earliest("pk")
    asked = ("user", "give", member.email.upper(), "--tenant", "elsewhere")
    assert schakel(*asked).status == 0
    with within(elsewhere):
        assert StaffMember.objects.get(pk=member.pk).user.email == member.email
    again = schakel(*asked)
    assert (again.status, again.out) == (1, "")
    assert "al een login" in again.err


def test_files_are_read_in_as_they_were(elsewhere):
    with within(elsewhere):
        kept = File.objects.first()
        assert hashlib.sha256(b"".join(read_file(kept))).hexdigest() == kept.sha256


def test_no_live_link_code_or_password_is_in_it(exported, waterhoven):
    text = "".join(path.read_text(encoding="utf-8") for path in exported.glob("*.jsonl"))
    with within(waterhoven):
        for link in PageLink.objects.all():
            assert page_token(link) not in text
            assert link.nonce not in text
    assert "scrypt" not in text
    assert not re.search(r"\b[0-9]+-[0-9a-f]{32}\b", text)
    # Each reference within a key or trigger is understood.
    assert '"kept:' not in text


def test_each_record_fits_its_schema(exported):
    kinds = {"integer": int, "string": str, "boolean": bool, "number": float, "array": list}
    for path in exported.glob("*.jsonl"):
        schema = json.loads(path.with_suffix(".schema.json").read_text(encoding="utf-8"))
        assert schema["required"] == list(schema["properties"])
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            assert list(record) == schema["required"]
            for name, value in record.items():
                wanted = schema["properties"][name]
                types = wanted.get("type", [])
                types = types if isinstance(types, list) else [types]
                if value is None:
                    assert "null" in types or not types, (path.name, name)
                elif types:
                    allowed = tuple(kinds[each] for each in types if each != "null")
                    assert isinstance(value, (*allowed, int) if float in allowed else allowed)
                if "enum" in wanted:
                    assert value in wanted["enum"], (path.name, name, value)


def test_of_every_table_is_said_whether_it_is_told():
    there = {each for each in apps.get_models() if issubclass(each, TenantModel)}
    told = {shape.model for shape in SHAPES}
    assert {each._meta.label for each in there - told} == set(NOT_TOLD)
    assert len({shape.noun for shape in SHAPES}) == len(SHAPES)
    for shape in SHAPES:
        names = {each.name for each in shape.model._meta.local_fields}
        assert set(shape.left_out) <= names


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "party.jsonl").unlink(), "party.jsonl"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json"),
        (lambda folder: next((folder / "files").iterdir()).unlink(), "files/"),
        (lambda folder: _append(folder / "matter.jsonl", "\n"), "matter.jsonl"),
        (lambda folder: _led_elsewhere(folder / "matter.jsonl"), "leesbare export"),
        (lambda folder: _led_elsewhere(next((folder / "files").iterdir())), "leesbare export"),
        (lambda folder: _led_elsewhere(folder / "files"), "leesbare export"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "leesbare export"),
        (lambda folder: _in_manifest(folder, version=99, schakel="9.9"), "9.9"),
        (lambda folder: _record(folder, "party", {"kind": "dragon"}), "party.jsonl"),
        (lambda folder: _record(folder, "party", {"name": None}), "party.jsonl"),
        (lambda folder: _record(folder, "party", {"number": 7}), "party.jsonl"),
        (lambda folder: _record(folder, "party", {"surprise": 7}), "party.jsonl"),
        (lambda folder: _record(folder, "contact", {"party": 999_999}), "contact.jsonl"),
        (lambda folder: _record(folder, "remark", {"confidential": True}), "hangt niet samen"),
        (lambda folder: _in_manifest(folder, institution={"name": "x"}), "leesbare export"),
        (lambda folder: _in_manifest(folder, made_at=None), "leesbare export"),
        (lambda folder: _in_manifest(folder, version=0), "leesbare export"),
        (lambda folder: _in_manifest(folder, version="1"), "leesbare export"),
        (lambda folder: (folder / "manifest.json").write_text("[" * 100_000), "leesbare export"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "leesbare export"),
        (lambda folder: _institution(folder, time_zone="Mars/Olympus"), "leesbare export"),
        (lambda folder: _institution(folder, created_at=7), "leesbare export"),
        (lambda folder: _without(folder, "journal_line"), "journal_line.jsonl"),
        (lambda folder: _cut_off(folder, "journal_line"), "journal_line.jsonl"),
        (lambda folder: _counted(folder, party=10**12), "party.jsonl"),
        (lambda folder: _counted(folder, party=-1), "leesbare export"),
        (lambda folder: _counted(folder, dragon=0), "dragon.jsonl"),
        (lambda folder: _dragons(folder), "nieuwer"),
        (lambda folder: _record(folder, "contact", {"party": float("inf")}), "contact.jsonl"),
        (lambda folder: _record(folder, "party", {"name": "\x00"}), "party.jsonl"),
        (lambda folder: _record(folder, "party", {"avoid_channels": 7}), "party.jsonl"),
        (lambda folder: _record(folder, "file", {"sha256": "x" * 64}), "files/"),
    ],
)
def test_an_export_that_is_not_right_is_refused_in_words_and_changes_nothing(
    exported, schakel, tmp_path, spoil, says
):
    spoiled = shutil.copytree(exported, tmp_path / "spoiled")
    spoil(spoiled)
    before = Tenant.objects.count()
    ran = schakel("import", "tenant", spoiled, "--as", "nowhere")
    assert (ran.status, ran.out) == (1, "")
    assert says in ran.err
    assert before == Tenant.objects.count()


def test_an_older_export_gets_what_a_new_row_would_have():
    shape = next(each for each in SHAPES if each.noun == "party")
    record = {"number": 1, "kind": "person", "name": "Fatima", "preferred_channel": ""}
    record |= dict.fromkeys(("avoid_note", "postal_address", "matters_to_them", "vouched_by"), "")
    row = shape.row(record | {"created_at": NOW.isoformat()}, 1, lambda noun, number: number)
    assert (row.language, row.avoid_channels, row.erased_at) == ("nl", [], None)
    with pytest.raises(NoRecord):
        shape.row(record, 1, lambda noun, number: number)


def test_a_code_that_is_taken_is_refused(exported, schakel):
    ran = schakel("import", "tenant", exported, "--as", "demo")
    assert (ran.status, ran.out) == (1, "")
    assert "demo" in ran.err


def test_a_folder_with_something_in_it_is_left_alone(waterhoven, schakel, tmp_path):
    (tmp_path / "mine").write_text("x")
    ran = schakel("export", "--tenant", "demo", "--out", tmp_path)
    assert (ran.status, ran.out) == (1, "")
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


def test_an_export_that_is_broken_off_leaves_nothing(waterhoven, schakel, tmp_path, monkeypatch):
    class Stopped(Exception):
        pass

    def stop(*_: object) -> Iterator[bytes]:
        raise Stopped
        yield b""

    monkeypatch.setattr(Content, "read", stop)
    with pytest.raises(Stopped):
        schakel("export", "--tenant", "demo", "--out", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_is_killed_leaves_no_half_folder(waterhoven, tmp_path):
    started = Processes(processes.test_database_url(), tmp_path / "data")
    process = started.start("export", "--tenant", "demo", "--out", str(tmp_path / "out"))
    wait_for(lambda: any(tmp_path.glob(".out.*.part/party.jsonl")), 60)
    kill(process)
    started.end()
    assert not (tmp_path / "out").exists()


def test_the_demo_can_be_backed_up_and_restored(elsewhere, schakel, tmp_path, settings):
    settings.DATA = tmp_path / "data"
    place = tmp_path / "backup"
    assert schakel("backup", "--out", place).status == 0
    told = json.loads(schakel("backup", "--check", place, "--json").out)
    assert told["whole"]
    assert told["rows"] > 5_000


def test_the_folder_is_closed_to_others(exported):
    assert exported.stat().st_mode & 0o077 == 0


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as opened:
        opened.write(text)


def _led_elsewhere(path: Path) -> None:
    """The same content, behind a link."""
    path.rename(path.parent.parent / path.name)
    path.symlink_to(path.parent.parent / path.name)


def _in_manifest(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def _record(folder: Path, noun: str, changes: dict[str, Any]) -> None:
    """Change the first record, with a digest that fits: somebody knew what they did."""
    path = folder / f"{noun}.jsonl"
    first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    _write(path, json.dumps(json.loads(first) | changes) + "\n" + "".join(rest))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    digests = _manifest(path.parent)["files"]
    digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    _in_manifest(path.parent, files=digests)


def _manifest(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return told


def _institution(folder: Path, **changes: Any) -> None:
    _in_manifest(folder, institution=_manifest(folder)["institution"] | changes)


def _counted(folder: Path, **changes: int) -> None:
    _in_manifest(folder, counts=_manifest(folder)["counts"] | changes)


def _without(folder: Path, noun: str) -> None:
    """As if that noun was not there when it was exported."""
    told = _manifest(folder)
    del told["counts"][noun], told["files"][f"{noun}.jsonl"]
    _in_manifest(folder, **told)


def _cut_off(folder: Path, noun: str) -> None:
    path = folder / f"{noun}.jsonl"
    _write(path, path.read_text(encoding="utf-8")[:-40])


def _dragons(folder: Path) -> None:
    """Of a noun that we do not know."""
    _counted(folder, dragon=1)
    _write(folder / "dragon.jsonl", '{"number": 1}\n')
