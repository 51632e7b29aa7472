"""Django's handle on this package."""

from django.apps import AppConfig


class NeighbourhoodSheetConfig(AppConfig):
    name = "schakel.entrypoints.neighbourhood_sheet"
    label = "neighbourhood_sheet"
