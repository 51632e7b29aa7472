"""Every write of a hand-over, of functions, second carriers and what goes along."""
