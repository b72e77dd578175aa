"""What the product says when it refuses: a stable code and the facts, never a sentence.

Sentences are written at the edge (`lms.web.sentences`), Chinese first, English second.
"""


class DomainError(Exception):
    """A refusal a user can understand. `code` is stable and documented; `facts` fill the sentence."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = " ".join(f"{key}={value}" for key, value in self.facts.items())
        return f"{self.code} {facts}".rstrip()


class NotFound(Exception):
    """The object does not exist for this actor: answered as 404, whoever owns it."""
