"""Field encryption, blind index and masking for ID number, account and phone (PIPL art. 28)."""

from lms.privacy.masks import mask_account, mask_id_number, mask_phone
from lms.privacy.vault import Vault, vault

__all__ = ["Vault", "mask_account", "mask_id_number", "mask_phone", "vault"]
