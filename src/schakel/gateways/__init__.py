"""One file per outside system: one function with a time-out, never within a transaction."""
