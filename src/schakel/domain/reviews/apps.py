"""Django's handle on this package."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "schakel.domain.reviews"
    label = "reviews"
