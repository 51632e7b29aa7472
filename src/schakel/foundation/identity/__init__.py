"""Who logs in: a user belongs to no tenant; their place in a tenant is a member of staff there."""
