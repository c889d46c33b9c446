"""Retention by the period of the first purchase."""
