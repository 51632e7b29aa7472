"""What every template may use: the tenant, and who is looking."""
from django.http import HttpRequest


def place(request: HttpRequest) -> dict[str, object]:
    return {}
