"""Tasks (InterneTaak): who is asked to do what by when, about a matter or a connection.

What was promised to somebody outside is a promise, not a task.
"""
