"""How the contact goes, as they say it, in words: of them, and never of a colleague."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.parties.models import Party
from schakel.domain.surveys.models import WORD_WORDS, SaidWordQuerySet
from schakel.domain.surveys.queries import Said, asked_of, read_along, said_in
from schakel.foundation.ui.components import Moment
from schakel.foundation.ui.words import long_date, moment

WORDS_SHOWN = 5
_WORDS = dict(WORD_WORDS)


def with_words(words: SaidWordQuerySet) -> ArraySubquery:
    """The last words, as many as a page shows, to read along with what they are about."""
    return read_along(words, WORDS_SHOWN)


def their_words(
    read: Iterable[Mapping[str, str]], today: date, *, by_name: bool = False
) -> list[Moment]:
    """What they said, the last first, with their own words; ``by_name``: and who said it."""
    return [
        Moment(
            when=moment(each.given_at, today),
            at=timezone.localtime(each.given_at),
            what=f"{each.by}: {_WORDS[each.word.value]}"
            if by_name
            else str(_WORDS[each.word.value]),
            note=note_of(each),
        )
        for each in said_in(read)
    ]


def note_of(said: Said) -> str:
    """Their own words, and which colleague wrote them down."""
    if not said.noted_by:
        return said.own_words
    by = _("written down by %(name)s") % {"name": said.noted_by}
    return f"{said.own_words} ({by})" if said.own_words else capfirst(by)


def asked_this_year(party: Party, today: date) -> str:
    """How often we asked them something this year, and when last. One query."""
    days = asked_of(party, today.replace(month=1, day=1))
    if not days:
        return _("We asked them nothing this year.")
    words = ngettext(
        "This year we asked them once how the contact goes, on %(day)s.",
        "This year we asked them %(count)s times how the contact goes, last on %(day)s.",
        len(days),
    )
    return words % {"count": len(days), "day": long_date(days[0], today)}
