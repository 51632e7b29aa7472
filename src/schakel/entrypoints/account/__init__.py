"""Pages before a tenant is known: log-in, second factor, choice of tenant."""
