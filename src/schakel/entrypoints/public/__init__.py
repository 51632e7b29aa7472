"""Pages for residents and organisations: no account needed."""
