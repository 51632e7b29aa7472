"""What somebody sent in by form, at the desk or in a file, as it came.

Words: *submission* (inzending), *sheet* (a file with a header and rows), *field*, *column*,
*platform* (where residents gave their ideas before they came here).
Not here: what is made of it (``matters``, ``parties``), and files of a case system.
"""
