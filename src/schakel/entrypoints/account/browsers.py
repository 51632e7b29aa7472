"""Which kind of browser somebody uses, in words that they know it by."""

from django.utils.translation import gettext as _

# What stands in a user agent, the most particular first: others call themselves Safari too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def kind_of(user_agent: str) -> str:
    """Such as ``Firefox/Windows``; what is not known is left out. No version: it says too much."""
    return "/".join(
        next((name for sign, name in signs if sign in user_agent), "")
        for signs in (_BROWSERS, _SYSTEMS)
    )


def words_for(kind: str) -> str:
    """A kind as somebody would say it."""
    browser, _slash, system = kind.partition("/")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a browser that we do not know")
