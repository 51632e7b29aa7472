"""The tenant, and the base of every table that holds data of a tenant."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Lower


class Tenant(models.Model):
    """An institution that uses Schakel. Sweeps loop over this table, so it has no policy."""

    code = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=200)
    hostname = models.CharField(max_length=253, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/Amsterdam")
    language = models.CharField(max_length=5, default="nl")
    phone = models.CharField(max_length=20, blank=True)
    # Where a letter that cannot be delivered goes back to, in one line.
    postal_address = models.CharField(max_length=200, blank=True, db_default="")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["hostname"],
                condition=~models.Q(hostname=""),
                name="tenancy_tenant_has_its_own_hostname",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class MailRoute(models.Model):
    """Whose mail comes in at an address: read before a tenant is known, so it has no policy.

    In small letters, without what may stand behind a plus.
    """

    address = models.CharField(max_length=254, unique=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")),
                name="tenancy_mailroute_address_in_small_letters",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class TenantModel(models.Model):
    """Base of a table that holds data of a tenant; its migration calls ``tenant_table``."""

    # Read by the database wrapper, which stands below the models.
    of_tenant = True

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A reference within a tenant.

    Django makes no foreign key of its own for it: ``tenant_table`` adds the composite one on
    ``(tenant_id, column)``, so that a row can never point into another tenant. References are
    one way: there is no attribute on the other side, which keeps modules in their order. An index
    is made where a list needs one, by the model, with the tenant in front.
    """

    def __init__(self, to: Any, **options: Any) -> None:
        options.setdefault("on_delete", models.PROTECT)
        options["related_name"] = "+"
        options["db_constraint"] = False
        options.setdefault("db_index", False)
        super().__init__(to, **options)


class TenantOneToOneField(models.OneToOneField[Any, Any]):
    """As ``TenantForeignKey``, for a row that stands one-to-one on another."""

    def __init__(self, to: Any, **options: Any) -> None:
        options.setdefault("on_delete", models.PROTECT)
        options["related_name"] = "+"
        options["db_constraint"] = False
        super().__init__(to, **options)
