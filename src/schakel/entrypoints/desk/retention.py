"""What expires: shown first, and gone after the administrator confirms it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.matters.models import KIND_WORDS
from schakel.domain.matters.rules import Kind
from schakel.domain.privacy.actions import (
    change_keeping,
    change_keeping_of_mail,
    change_retention_setting,
    keep_in_touch,
    run_retention,
)
from schakel.domain.privacy.models import OUTCOME_WORDS
from schakel.domain.privacy.queries import (
    Expiring,
    keeping_of_mail,
    keepings,
    retention_setting,
    running_farewell,
    shown_expiring,
)
from schakel.domain.privacy.rules import (
    FEWEST_MONTHS_INACTIVE,
    LONGEST_YEARS,
    ROWS,
    WORKING_COPY_YEARS,
    Keeping,
    Outcome,
)
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, is_done, take_step
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.words import long_date

_MAIL = "mail"


class ConfirmForm(forms.Form):
    """What was shown, so that nothing else goes."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(label=gettext_lazy("I know that this cannot be taken back"))


class TermForm(forms.Form):
    """How long one kind is kept, and where that comes from."""

    for_ever = forms.BooleanField(label=gettext_lazy("Keep it for ever"), required=False)
    years = forms.IntegerField(
        label=gettext_lazy("Years from the day on which it ended"),
        min_value=1,
        max_value=LONGEST_YEARS,
        required=False,
    )
    row = forms.CharField(
        label=gettext_lazy("Where does this come from?"),
        help_text=gettext_lazy("The number in the Selectielijst, or your own decision."),
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        """Years or for ever, one of the two."""
        fields = super().clean() or {}
        if bool(fields.get("for_ever")) == bool(fields.get("years")):
            self.add_error("years", _("Fill in years, or choose for ever."))
        return fields


class MailTermForm(forms.Form):
    """How long mail is kept that belongs to nothing, and where that comes from."""

    years = forms.IntegerField(
        label=gettext_lazy("Years from the day on which it ended"),
        min_value=1,
        max_value=LONGEST_YEARS,
    )
    row = forms.CharField(
        label=gettext_lazy("Where does this come from?"),
        help_text=gettext_lazy("The number in the Selectielijst, or your own decision."),
        max_length=200,
    )


class SettingForm(forms.Form):
    """When somebody is asked, and whether it goes by itself."""

    months_inactive = forms.IntegerField(
        label=gettext_lazy("Months without contact after which we ask"),
        min_value=FEWEST_MONTHS_INACTIVE,
    )
    runs_monthly = forms.BooleanField(
        label=gettext_lazy("Do this every month without asking me"), required=False
    )


@staff_only(Role.ADMINISTRATOR)
def expiring(request: TenantRequest) -> HttpResponseBase:
    """What goes, what waits and who is asked, in numbers and references; then it is done."""
    found = shown_expiring(actor=request.actor, today=request.today)
    form = ConfirmForm(request.POST or None, initial={"shown": ",".join(sorted(found.references))})

    def run() -> None:
        shown = [each for each in form.cleaned_data["shown"].split(",") if each]
        run_retention(actor=request.actor, today=request.today, now=request.now, shown=shown)

    if is_done(request, form, run):
        messages.success(request, _("It is done. It stands in the journal."))
        return redirect("retention")
    return render(
        request,
        "settings/retention.html",
        {"form": form, "anything": _anything(found), **_shown(request, found)},
    )


def _anything(found: Expiring) -> bool:
    return bool(found.matters or found.mails or found.leaving or found.inactive or found.in_touch)


def _shown(request: TenantRequest, found: Expiring) -> dict[str, Any]:
    today = request.today
    kinds = dict(KIND_WORDS)
    setting = found.setting
    return {
        "matters": [
            Row(
                who=each.matter.reference,
                what=str(kinds[each.matter.kind]),
                why=_("Term over since %(day)s, by %(row)s")
                % {"day": long_date(each.since, today), "row": ROWS.get(each.row, each.row)},
            )
            for each in found.matters
        ],
        "mails": found.mails,
        "waiting": [
            Row(who=each.reference, what=_("No copy went to the archive yet."))
            for each in found.waiting
        ],
        "leaving": [
            Row(
                who=_known_as(found, each.party_id),
                what=_("Asked on %(day)s, and did not answer.")
                % {"day": long_date(each.asked_at, today)},
            )
            for each in found.leaving
        ],
        "by_hand": [
            Row(
                who=_known_as(found, each.party_id),
                what=_("No mail reaches them. Ask them before %(day)s.")
                % {"day": long_date(each.erase_on, today)},
                steps=(
                    Step(
                        _("They keep in touch"),
                        reverse("retention-keep"),
                        post=True,
                        values={"farewell": str(each.pk)},
                    ),
                ),
            )
            for each in found.asked_by_hand
        ],
        "inactive": len(found.inactive),
        "months": setting.months_inactive,
        "monthly": setting.runs_monthly,
        "last_run": long_date(setting.last_run_on, today) if setting.last_run_on else "",
    }


def _known_as(found: Expiring, party_id: int) -> str:
    return found.known_as.get(party_id) or _("Number %(number)s") % {"number": party_id}


@require_POST
@staff_only(Role.ADMINISTRATOR)
def keep(request: TenantRequest) -> HttpResponseBase:
    """A colleague spoke to them: they want to keep in touch."""
    number = request.POST.get("farewell", "")
    if not number.isdecimal():
        raise Http404
    farewell = running_farewell(request.actor, int(number))
    if farewell is None:
        raise Http404
    in_one_click(
        request,
        lambda: keep_in_touch(actor=request.actor, party=farewell.party, now=request.now),
        _("We keep in touch with them."),
    )
    return redirect("retention")


@staff_only(Role.ADMINISTRATOR)
def terms(request: TenantRequest) -> HttpResponseBase:
    """How long each kind is kept, and where that comes from."""
    kinds, outcomes = dict(KIND_WORDS), dict(OUTCOME_WORDS)
    rows = [
        Row(
            who=f"{kinds[kind.value]}, {outcomes[outcome.value]}",
            url=f"{reverse('retention-term')}?soort={kind}&einde={outcome}",
            what=_how_long(keeping),
            why=_source(keeping.row),
        )
        for (kind, outcome), keeping in keepings().items()
    ]
    mail = keeping_of_mail()
    rows.append(
        Row(
            who=_("Mail that belongs to nothing"),
            url=f"{reverse('retention-term')}?soort={_MAIL}",
            what=_how_long(mail),
            why=_source(mail.row),
        )
    )
    return render(
        request, "settings/retention_terms.html", {"rows": rows, "years": WORKING_COPY_YEARS}
    )


def _how_long(keeping: Keeping) -> str:
    if keeping.years is None:
        return _("For ever, in the archive")
    return _("%(years)s years") % {"years": keeping.years}


def _source(row: str) -> str:
    return f"Selectielijst 2020, {row}: {ROWS[row]}" if row in ROWS else row


@staff_only(Role.ADMINISTRATOR)
def term(request: TenantRequest) -> HttpResponseBase:
    """The term of one kind (``?soort=`` and ``?einde=``), or of mail that belongs to nothing."""
    if request.GET.get("soort") == _MAIL:
        return _mail_term(request)
    kinds, outcomes = dict(KIND_WORDS), dict(OUTCOME_WORDS)
    asked = request.GET.get("soort", ""), request.GET.get("einde", "")
    if asked[0] not in kinds or asked[1] not in outcomes:
        raise Http404
    kind, outcome = Kind(asked[0]), Outcome(asked[1])
    keeping = keepings()[kind, outcome]
    form = TermForm(
        request.POST or None,
        initial={
            "for_ever": keeping.years is None,
            "years": keeping.years,
            "row": _source(keeping.row),
        },
    )
    return take_step(
        request,
        form,
        lambda: change_keeping(
            actor=request.actor,
            kind=kind,
            outcome=outcome,
            years=form.cleaned_data["years"],
            row=form.cleaned_data["row"],
            now=request.now,
        ),
        said=_("This is kept."),
        back=reverse("retention-terms"),
        title=f"{kinds[kind.value]}, {outcomes[outcome.value]}",
        about=_("How long we keep it"),
        submit_label=_("Save"),
        told=[_("Ask the archivist before you change this.")],
    )


def _mail_term(request: TenantRequest) -> HttpResponseBase:
    keeping = keeping_of_mail()
    form = MailTermForm(
        request.POST or None, initial={"years": keeping.years, "row": _source(keeping.row)}
    )
    return take_step(
        request,
        form,
        lambda: change_keeping_of_mail(actor=request.actor, **form.cleaned_data, now=request.now),
        said=_("This is kept."),
        back=reverse("retention-terms"),
        title=_("Mail that belongs to nothing"),
        about=_("How long we keep it"),
        submit_label=_("Save"),
        told=[
            _("Somebody set it aside, a machine sent it, or it came twice."),
            _("Its words and files go. That it came stays."),
        ],
    )


@staff_only(Role.ADMINISTRATOR)
def setting(request: TenantRequest) -> HttpResponseBase:
    """When the inactive are asked, and whether it goes by itself."""
    now = retention_setting()
    form = SettingForm(
        request.POST or None,
        initial={"months_inactive": now.months_inactive, "runs_monthly": now.runs_monthly},
    )
    return take_step(
        request,
        form,
        lambda: change_retention_setting(actor=request.actor, **form.cleaned_data, now=request.now),
        said=_("This is kept."),
        back=reverse("retention"),
        title=_("When we let go"),
        about=_("What expires"),
        submit_label=_("Save"),
        told=[
            _("Who has no mail is listed, so that a colleague asks."),
            _("Who does not answer within 30 days is erased by the next run."),
        ],
    )
