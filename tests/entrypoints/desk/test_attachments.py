import pytest
from django.utils import timezone

from schakel.domain.contacts.actions import Upload
from schakel.domain.contacts.models import Attachment
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def kept(actor, team, name: str, content: bytes, **fields) -> Attachment:
    matter = make.matter(actor, theme=team.theme, now=NOW, today=TODAY, **fields)
    make.contact(
        make.acting(team.noor), matter, uploads=[Upload(name, content)], happened_at=NOW, now=NOW
    )
    return Attachment.objects.select_related("file").get(matter=matter)


@pytest.mark.parametrize(
    ("name", "content", "media_type", "disposition"),
    [
        ("plan.txt", b"het plan", "text/plain; charset=utf-8", "inline"),
        ("plan.pdf", b"%PDF-1.7\nx", "application/pdf", "inline"),
        ("foto.html", b"<!doctype html><script>x</script>", "text/html", "attachment"),
        ("plaat.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "attachment"),
        ("lijst.csv", b"naam;straat\n", "text/csv", "attachment"),
        ("stiekem.txt", b"<html><script>x</script></html>", "text/html", "attachment"),
    ],
)
def test_a_browser_shows_only_what_does_no_harm(
    actor, team, name, content, media_type, disposition
):
    attachment = kept(actor, team, name, content)
    answer = staff_client(team.noor).get(f"/bijlagen/{attachment.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith(disposition)
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_name_with_quotes_and_accents_stays_one_name(actor, team):
    attachment = kept(actor, team, 'pl"an – één.csv', b"a;b\n")
    header = staff_client(team.noor).get(f"/bijlagen/{attachment.pk}/")["Content-Disposition"]
    assert "\n" not in header
    assert "filename*=utf-8''" in header


def test_a_large_file_comes_in_pieces(actor, team):
    content = b"regel\n" * 120_000
    attachment = kept(actor, team, "groot.txt", content)
    answer = staff_client(team.noor).get(f"/bijlagen/{attachment.pk}/")
    pieces = list(answer.streaming_content)
    assert len(pieces) > 1
    assert b"".join(pieces) == content
    assert answer["Content-Length"] == str(len(content))


def test_others_do_not_find_it(actor, team):
    attachment = kept(actor, team, "plan.txt", b"het plan")
    outsider = make.colleague(actor, "Gast", networks=[make.network(actor)])
    assert staff_client(outsider).get(f"/bijlagen/{attachment.pk}/").status_code == 404


def test_what_came_in_confidence_is_for_its_carriers_only(actor, team):
    attachment = kept(actor, team, "plan.txt", b"het plan", confidential=True)
    assert staff_client(team.noor).get(f"/bijlagen/{attachment.pk}/").status_code == 200
    third = make.colleague(actor, "Els", networks=[team.network])
    assert staff_client(third).get(f"/bijlagen/{attachment.pk}/").status_code == 404


def test_the_timeline_links_to_it(actor, team):
    attachment = kept(actor, team, "plan.txt", b"het plan")
    page = staff_client(team.noor).get(f"/kwesties/{attachment.matter_id}/").content.decode()
    assert f"/bijlagen/{attachment.pk}/" in page
    assert "plan.txt" in page
