"""The look and the words that all entry points share.

Templates under ``templates/ui/`` (layouts and components), what pages hand to them
(``components.py``), template tags (``templatetags/ui.py``), form widgets (``widgets.py``), dates
and lists as people say them (``words.py``), the sentence of each refusal (``refusals.py``) and
the plain-language check (``plain_dutch.py``).

Knows nothing of participation, but for the sentences. ``docs/guides/add-a-page.md`` shows each
component with an example.
"""
