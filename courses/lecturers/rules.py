"""The four expert kinds of the lecturer corps (讲师团)."""

from enum import StrEnum


class ExpertKind(StrEnum):
    """专家类别; `other` for a lecturer who is of none of the four."""

    STARTUP = "startup"
    ECOMMERCE = "ecommerce"
    AGRICULTURE = "agriculture"
    ENTREPRENEUR = "entrepreneur"
    OTHER = "other"
