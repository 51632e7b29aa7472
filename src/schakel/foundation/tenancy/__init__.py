"""Tenants, and the wall between them: row-level security in PostgreSQL.

Every table with data of a tenant has a policy, ``UNIQUE (tenant, id)`` and foreign keys that
include the tenant (``operations.tenant_table``). Reading and writing happens inside
``context.acting`` or ``context.within_tenant``, which tell PostgreSQL who acts for this one
transaction; outside of it the database wrapper in ``backend`` refuses to touch such a table.
"""
