"""A running clock towards an answer: kind, norm, suspensions, extension, end.

Words: *term* (termijn), *norm* with its article, *due* and *second due* day, *suspension*
(opschorting), *extension* (verdaging), *late*. Whether a term is late follows from its days and
is stored nowhere; it is late from the day after its due day. The clock runs only while we owe
the next move.
Not here: who hears of an alert (``notices``), a term that another system keeps, of which only
the day is shown, and penalty payments.
"""
