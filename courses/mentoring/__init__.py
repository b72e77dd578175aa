"""Mentoring (帮带): pairs of lecturer and leader, matching, contacts, coverage."""
