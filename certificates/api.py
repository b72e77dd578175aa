"""What others may use of certificates."""

from certificates.events import CertificatesIssued, CertificatesVoided
from certificates.issuing import KIND, default_issuer, rehearse_issue
from certificates.queries import certificate_for, numbers_of, snapshot_of
from certificates.services import replace, revoke

__all__ = [
    "KIND",
    "CertificatesIssued",
    "CertificatesVoided",
    "certificate_for",
    "default_issuer",
    "numbers_of",
    "rehearse_issue",
    "replace",
    "revoke",
    "snapshot_of",
]
