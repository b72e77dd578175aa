"""What happened to loans, told in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoanReturned:
    """All pieces of a loan came back."""

    loan_id: int
