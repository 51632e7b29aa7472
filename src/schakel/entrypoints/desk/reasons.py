"""Why somebody is proposed to carry a matter, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from schakel.domain.matters.queries import STANDS_IN
from schakel.domain.matters.rules import Reason
from schakel.foundation.ui.words import sentence_list

_WORDS = {
    Reason.KNOWS_PARTY.value: _("knows them"),
    Reason.KNOWS_THEME.value: _("knows the theme"),
    Reason.KNOWS_AREA.value: _("knows the area"),
    Reason.SHARES_NETWORK.value: _("is in the same network"),
    Reason.HAS_HOURS.value: _("has hours left"),
    Reason.IS_HERE.value: _("is here today"),
    STANDS_IN: _("stands in for who is away"),
    "fallback": _("takes what fits nobody else"),
    "is_second": _("knows them already as the deputy"),
}


def in_words(reasons: Iterable[str]) -> str:
    """ "kent hen, kent het thema en is er vandaag"."""
    return sentence_list([_WORDS[each] for each in reasons if each in _WORDS])
