"""Tests of the leaders."""
