"""Cohorts (班期): dates, half-day sessions, enrolment and their changes."""
