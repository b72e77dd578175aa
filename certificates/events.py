"""What happened to certificates, told inside the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from lms.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class CertificatesIssued:
    """Certificates of one cohort were issued to these enrolments, by a run or one at a time."""

    cohort_id: int
    enrolment_ids: tuple[int, ...]
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class CertificatesVoided:
    """Certificates of one cohort were revoked or replaced; their numbers stay void."""

    cohort_id: int
    enrolment_ids: tuple[int, ...]
    actor: Actor
    now: datetime


EVENTS: tuple[type, ...] = (CertificatesIssued, CertificatesVoided)
