"""HTML of a mail made safe to show: no script, no style, nothing that is fetched."""

import nh3

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
# Dropped with all that stands in them.
_DROPPED = {
    "script", "style", "title", "template", "noscript", "iframe", "object", "textarea",
    "select", "svg", "math",
}  # fmt: skip


def clean_html(source: str) -> str:
    """What is left when all is gone that runs, is sent or is fetched. Images too."""
    return nh3.clean(
        source,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes={
            "a": {"href", "title"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            "ol": {"start"},
        },
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
