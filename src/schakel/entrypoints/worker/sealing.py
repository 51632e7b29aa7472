"""The journal is sealed after the fact, so that writers need not wait for each other."""

from django.utils.crypto import salted_hmac

from schakel.foundation.journal.actions import SEAL_AT_ONCE, seal
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant


def seal_key() -> bytes:
    """The key of the chain, from the secret key of the installation."""
    return salted_hmac("schakel.journal", "seal", algorithm="sha256").digest()


def seal_all(tenant_id: int) -> int:
    """Seal all committed lines of a tenant; how many."""
    sealed = 0
    while True:
        with within_tenant(tenant_id, matters=ALL_MATTERS):
            now_sealed = seal(tenant_id=tenant_id, key=seal_key())
        sealed += now_sealed
        if now_sealed < SEAL_AT_ONCE:
            return sealed
