"""Lecturers (讲师): who may stand before a class, and on which account they sign in."""
