"""Pages of plain text: privacy, accessibility, becoming a connector."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from schakel.entrypoints.public.doors import for_residents
from schakel.foundation.tenancy.requests import TenantRequest


@for_residents
def privacy(request: TenantRequest) -> HttpResponse:
    """/privacy/"""
    return render(request, "public/privacy.html", {"title": _("Your data with us")})


@for_residents
def accessibility(request: TenantRequest) -> HttpResponse:
    """/toegankelijkheid/"""
    return render(request, "public/accessibility.html", {"title": _("Accessibility")})


@for_residents
def becoming(request: TenantRequest) -> HttpResponse:
    """/verbinder-worden/"""
    return render(request, "public/becoming.html", {"title": _("Become a contact person")})
