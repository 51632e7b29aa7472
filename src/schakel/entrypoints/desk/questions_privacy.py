"""Questions about privacy; each has pages of its own."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from schakel.domain.privacy.queries import (
    keeping_of_mail,
    keepings,
    retention_setting,
    told_about,
)
from schakel.domain.privacy.rules import (
    ACCESSIBILITY,
    DEFAULTS,
    MAIL_ROW,
    MAIL_YEARS,
    MONTHS_INACTIVE,
    PRIVACY,
    Keeping,
)
from schakel.entrypoints.desk.question import Answer, Group, Question
from schakel.foundation.tenancy.requests import TenantRequest


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    yield Question(
        slug="bewaren",
        group=Group.PRIVACY,
        asks=_("How long do we keep each kind?"),
        read=_keepings,
        url=reverse("retention-terms"),
        changed_by=("retention.changed",),
    )
    yield Question(
        slug="geen-contact",
        group=Group.PRIVACY,
        asks=_("When do we ask whether we may keep in touch?"),
        read=_setting,
        url=reverse("retention-setting"),
        changed_by=("retention.set",),
    )
    yield Question(
        slug="verklaringen",
        group=Group.PRIVACY,
        asks=_("What do we tell about privacy and accessibility?"),
        read=lambda: _statements(request),
        url=reverse("statements"),
        changed_by=("statement.changed",),
    )


def _keepings() -> Answer:
    other = sum(DEFAULTS.get(kind) != keeping for kind, keeping in keepings().items())
    other += keeping_of_mail() != Keeping(MAIL_ROW, MAIL_YEARS)
    if not other:
        return Answer(_("As the Selectielijst 2020 says"), is_default=True)
    words = ngettext("%(n)s term of your own", "%(n)s terms of your own", other)
    return Answer(words % {"n": other}, is_default=False)


def _setting() -> Answer:
    setting = retention_setting()
    return Answer(
        _("After %(n)s months without contact") % {"n": setting.months_inactive},
        is_default=setting.months_inactive == MONTHS_INACTIVE and not setting.runs_monthly,
    )


def _statements(request: TenantRequest) -> Answer:
    language = (get_language() or request.tenant.language)[:2]
    told = told_about([*PRIVACY, *ACCESSIBILITY], request.tenant, language)
    missing = sum(each.is_missing for each in told)
    if missing:
        words = ngettext("%(n)s answer is missing", "%(n)s answers are missing", missing)
        return Answer(words % {"n": missing})
    own = sum(each.since is not None for each in told)
    if not own:
        return Answer(_("Our example texts"), is_default=True)
    words = ngettext("%(n)s text of your own", "%(n)s texts of your own", own)
    return Answer(words % {"n": own}, is_default=False)
