"""Paper: a PDF that a screen reader can read, from a template and values.

A template (`.typ`) lies in the folder ``printed`` of the package that owns it, and begins with
``base.typ``. What people wrote reaches it as values, never as part of the template.
``odt.py`` makes a text that can be changed, of headings, paragraphs, lists and tables.
Not here: what stands on a page, and who may see it.
"""
