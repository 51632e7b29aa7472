"""How each connection stands, why, and what is done when it breaks.

Words: *signal* (what asks attention, with its evidence), *standing* (hoe gaat het: goed, let op,
vastgelopen, rust, afgerond): the worst signal, never a sum; *break* (vastgelopen): an episode with
the day on which it happened, a cause, an owner and an end that the other side confirms; *numbers*
of a quarter (in cijfers), in which nobody is found. Nobody is scored: what stands here is about
what was said and promised, not about people. Not here: the strength of a connection
(``connections``) and what the other side says of it (``surveys``).
"""
