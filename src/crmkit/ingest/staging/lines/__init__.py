"""Rows of one order as its lines: how they add up, and which of them are no articles."""
