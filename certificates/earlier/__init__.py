"""Certificates issued before the system: an old register read in, kept apart and said to be so."""
