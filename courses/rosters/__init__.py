"""Rosters: trainees, households, categories, and the import of a centre's own spreadsheet."""
