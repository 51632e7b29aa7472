"""Pure building blocks: actors, refusals, days and tokens. No Django, no clock, no I/O."""
