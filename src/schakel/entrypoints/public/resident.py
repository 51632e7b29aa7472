"""The page of one matter, for who came with it: who, until when, what was said and done."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from schakel.domain.contacts import queries
from schakel.domain.matters.rules import Status
from schakel.domain.privacy.queries import held_beside
from schakel.domain.promises.rules import Side
from schakel.entrypoints.public import own_data as own
from schakel.entrypoints.public import shown
from schakel.entrypoints.public.doors import (
    OwnPage,
    for_residents,
    link_of,
    on_own_page,
    open_own_page,
)
from schakel.entrypoints.public.entering import closed_page
from schakel.entrypoints.public.opened import is_open
from schakel.entrypoints.public.own_consents import consents_of
from schakel.entrypoints.public.own_followers import followers_of
from schakel.entrypoints.public.own_group import change_asked
from schakel.entrypoints.public.own_word import WordForm, said_last
from schakel.entrypoints.public.story import is_theirs, story_of
from schakel.foundation.files.actions import read_file
from schakel.foundation.files.sniff import SHOWN_IN_PAGE
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import long_date

BEFORE = "voor"


@for_residents
@never_cache
def page(request: TenantRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/"""
    link = link_of(token)
    if not is_open(request, link):
        return closed_page(request, link, token)
    own_page = open_own_page(request, link, token)
    story = story_of(own_page, request.today, before=request.GET.get(BEFORE, ""))
    status = Status(story.matter.status)
    return render(
        request,
        "public/page.html",
        {
            "title": _("Your page"),
            "token": token,
            "matter": story.matter,
            "lead": shown.lead(story.matter),
            "people": shown.people(story, request.today),
            "date": shown.date_and_why(story, request.today),
            "spokesperson": change_asked(own_page),
            "consents": consents_of(request, own_page),
            "erased_on": long_date(own_page.erase_on, request.today) if own_page.erase_on else "",
            "followers": followers_of(request, own_page),
            "promises": shown.promises(story, Side.OURS, request.today),
            "they_would": shown.promises(story, Side.THEIRS, request.today),
            "moments": shown.moments(story, request.today),
            "said": said_last(story.words, request.today),
            "word_form": WordForm(),
            "attachments": shown.attachments(story, token, request.today),
            "is_open": status in {Status.OPEN, Status.ANSWERED},
            "asks_heard": status is Status.PASSED_ON and story.matter.was_heard is None,
            "older_url": f"?{urlencode({BEFORE: story.older})}" if story.older else "",
            "newer_url": request.path if BEFORE in request.GET else "",
        },
    )


@on_own_page
def own_data(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/gegevens/"""
    story = story_of(page, request.today, all_of_it=True)
    told = own.everything(story, held_beside(page.actor, page.matter))
    response = JsonResponse(told, json_dumps_params=own.AS_TEXT)
    response["Content-Disposition"] = f'attachment; filename="{story.matter.reference}.json"'
    return response


@on_own_page
def attachment(request: TenantRequest, page: OwnPage, attachment_id: int) -> HttpResponse:
    """/uw-pagina/<str:token>/bijlage/<int:attachment_id>/"""
    found = queries.attachment(page.actor, attachment_id)
    if found is None or not is_theirs(page.matter, found.contact):
        raise Http404
    kind = found.file.content_type
    response = HttpResponse(b"".join(read_file(found.file)), content_type=kind)
    response.headers["Content-Disposition"] = _disposition(kind, found.name)
    return response


def _disposition(content_type: str, name: str) -> str:
    header = content_disposition_header(content_type not in SHOWN_IN_PAGE, name)
    return header or "inline"
