"""Tests of mentoring."""
