"""What is forgotten about people, and what stays: rows with numbers, dates and states.

Words: *erasure* (wissen), *reason* (why somebody is erased), *held* (what there is about somebody).
Not here: what each noun forgets, which is an action of that noun (``forget_…``), and archives.
"""
