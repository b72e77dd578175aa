"""Tests of the lecturer corps."""
