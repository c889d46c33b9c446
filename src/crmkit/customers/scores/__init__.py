"""Scores, segments and value tiers: the thresholds between customers, and the names of the groups."""
