"""The matters that are an idea or a request to take part: one process for all of them.

Words: *initiative* (initiatief), *government participation* (overheidsparticipatie), *right to
challenge* (uitdaagrecht), *citizens' motion* (burgerinitiatief), *phase*, *course* (who carries
it), *help* asked and given; *like* (lijkt erop), *publication* (what everybody may read, with
consent), *introduction* (two initiators who both say yes). Request → assessment → agreement →
evaluation (GEMMA, 30-9-2026).
Not here: what residents say about a plan of the organisation (``approach``), and agreements
between parties (``deals``).
"""
