"""The PostgreSQL server: where it is, and an embedded one for who has none."""
