"""Django's PostgreSQL backend, which refuses a tenant's table outside a tenant transaction."""
