"""Subsidies: rules, decisions, lists, notice and payment."""
