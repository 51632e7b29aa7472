"""What colleagues said or have open nearby, as rows; and who speaks for all of us."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.answers import rules
from schakel.domain.answers.models import Draft
from schakel.domain.answers.rules import Choice, Chosen, Near, Said, Sign, What
from schakel.domain.staff.models import StaffMember
from schakel.foundation.ui.components import Kind, Row, Tag
from schakel.foundation.ui.words import long_date, moment

_DID = {
    What.OPEN: gettext_lazy("Has this open since %(day)s: %(words)s"),
    What.ANSWERED: gettext_lazy("Wrote on %(day)s: “%(words)s”"),
    What.PROMISED: gettext_lazy("Promised on %(day)s: “%(words)s”"),
    What.DECLINED: gettext_lazy("Declined this on %(day)s: %(words)s"),
}
_NEAR = {
    Near.PARTY: gettext_lazy("With the same people."),
    Near.STREET: gettext_lazy("About the same street."),
    Near.PLACE: gettext_lazy("About the same theme in the same area."),
}
_COLLEAGUE = "staff-"


@dataclass(frozen=True)
class Around:
    """What was said nearby, what of it could contradict, and whether the writer has to choose."""

    shown: Sequence[Said]
    signs: Sequence[tuple[Sign, Said]]
    asks: bool

    def may_speak(self, seeing: Collection[StaffMember], writer: int | None) -> list[StaffMember]:
        """The colleagues concerned who may see the matter: one of them could answer instead."""
        concerned = {said.staff_id for _sign, said in self.signs}
        return [each for each in seeing if each.pk in concerned and each.pk != writer]


def around(said: Sequence[Said], chosen: Any, writer: int | None, now: Any) -> Around:
    """Judge what was said: the signs come first, so that none is left out of what is shown."""
    signs = rules.signs_in(said, writer, now)
    nearest = rules.nearest(said)
    first = [each for _sign, each in signs if each not in nearest]
    shown = sorted([*first, *nearest], key=lambda each: each.at, reverse=True)[: rules.SHOWN]
    before = Chosen(_moment(chosen), chosen["speaker_id"]) if chosen else None
    return Around(shown, signs, rules.asks_one_voice(signs, before, writer))


def rows(found: Around, writer: int | None, today: date) -> list[Row]:
    """One row for each thing that was said: who, when, what in a line, and why it is near."""
    doubtful = {said for _sign, said in found.signs}
    return [
        Row(
            who=_("You") if each.staff_id == writer else each.by,
            url=_url(each),
            tag=Tag(_("does this fit?"), Kind.WATCH) if each in doubtful else None,
            what=_DID[each.what] % {"day": long_date(each.at, today), "words": each.words},
            why=str(next(words for near, words in _NEAR.items() if near in each.near)),
        )
        for each in found.shown
    ]


def choices(may_speak: Sequence[StaffMember]) -> list[tuple[str, str]]:
    """Who can answer, as the form offers it."""
    return [
        (Choice.ME.value, _("I answer for all of us")),
        *(
            (
                f"{_COLLEAGUE}{each.pk}",
                _("%(name)s answers: my text goes to %(name)s") % {"name": each.name},
            )
            for each in may_speak
        ),
        (Choice.ANYWAY.value, _("I send this without having agreed it")),
    ]


def speaker_of(chosen: str) -> int | None:
    """The colleague who was chosen in the form, if one was."""
    number = chosen.removeprefix(_COLLEAGUE)
    return int(number) if chosen.startswith(_COLLEAGUE) and number.isdecimal() else None


def said_of(chosen: Any, today: date) -> str:
    """Who was chosen before, in a sentence; empty when nobody was."""
    if not chosen or not chosen["speaker_id"]:
        return ""
    return _("%(name)s answers for all of us. %(by)s chose this on %(day)s.") % {
        "name": chosen["speaker"],
        "by": chosen["chosen_by"],
        "day": long_date(_moment(chosen), today),
    }


def also_writing(drafts: Sequence[Draft], writer: int | None, today: date) -> list[str]:
    """Which colleagues write on the same matter, and since when."""
    return [
        _("%(name)s is writing an answer too, since %(when)s.")
        % {"name": each.staff.name, "when": moment(each.began_at, today)}
        for each in drafts
        if each.staff_id != writer
    ]


def going_out(waiting: Sequence[Any], today: date) -> list[str]:
    """What waits to be sent: by whom, and when."""
    return [
        _("What %(name)s wrote goes out on %(when)s.")
        % {"name": each["by"], "when": moment(datetime.fromisoformat(each["at"]), today)}
        for each in waiting
    ]


def _moment(chosen: Any) -> Any:
    return parse_datetime(chosen["chosen_at"])


def _url(said: Said) -> str:
    if said.matter_id is not None:
        return reverse("matter", args=[said.matter_id])
    return reverse("connection", args=[said.connection_id]) if said.connection_id else ""
