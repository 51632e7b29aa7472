"""Browsing as somebody, without a browser."""

from django.test import Client
from django.utils import timezone

from schakel.domain.staff.models import StaffMember
from schakel.foundation.identity.models import User


def staff_client(member: StaffMember) -> Client:
    """A client that is logged in as this colleague, with a second factor."""
    user, _ = User.objects.get_or_create(email=member.email.lower())
    StaffMember.objects.filter(pk=member.pk).update(user=user, seen_on=timezone.localdate())
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return client
