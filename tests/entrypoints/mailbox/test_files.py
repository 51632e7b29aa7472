"""Where one mail ends in an mbox and the next begins."""

from io import BytesIO

import pytest

from schakel.entrypoints.mailbox.files import mails_in

TOP = b"From fatima@bewoner.example Mon Jan  5 10:00:00 2026\n"
NEXT = b"From noor@bewoner.example Tue Jan 13 10:00:00 2026\n"
FIRST, SECOND = b"Subject: De bank\n\nHij is stuk.\n", b"Subject: De heg\n\nTe hoog.\n"


def mails(content: bytes) -> list[bytes]:
    return [each.read() for each in mails_in(BytesIO(content))]


@pytest.mark.parametrize("between", [b"\n", b"", b"\n\n"], ids=["empty line", "none", "two"])
def test_two_mails_are_two_also_without_an_empty_line_between_them(between):
    found = mails(TOP + FIRST + between + NEXT + SECOND)
    assert [each.split(b"\n")[0] for each in found] == [b"Subject: De bank", b"Subject: De heg"]
    assert b"".join(each.rstrip() for each in found) == FIRST.rstrip() + SECOND.rstrip()


@pytest.mark.parametrize(
    "written",
    [
        b"From here to the corner it is dark.\nSubject: x\n",
        b"From 10:00 on nobody is there.\nWhy: nobody knows\n",
        b"From noor@x.example Tue Jan 13 10:00:00 2026\nis what it said above.\n",
        b"From noor Tuesday 13 January at 10:00\nSubject: the heg\n",
        b">From noor@x.example Tue Jan 13 10:00:00 2026\nSubject: the heg\n",
    ],
)
def test_what_somebody_writes_does_not_cut_their_mail_in_two(written):
    [found] = mails(TOP + FIRST + written)
    assert found == FIRST + written.removeprefix(b">")


def test_what_is_no_mbox_is_one_mail():
    assert mails(FIRST + NEXT + SECOND) == [FIRST + NEXT + SECOND]
    assert mails(b"") == [b""]
