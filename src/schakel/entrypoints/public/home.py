"""The first page of an institution, for everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from schakel.entrypoints.public.doors import for_residents
from schakel.foundation.tenancy.requests import TenantRequest


@for_residents
def home(request: TenantRequest) -> HttpResponse:
    """/"""
    return render(request, "public/home.html", {"title": _("Welcome")})
