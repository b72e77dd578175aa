"""Sentences of the codes of following people up."""

WORK: dict[str, object] = {}
