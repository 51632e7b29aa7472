"""Django's handle on this package."""

from django.apps import AppConfig


class FollowersConfig(AppConfig):
    name = "schakel.domain.followers"
    label = "followers"
