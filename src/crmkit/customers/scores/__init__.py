"""Scores, segments and value tiers: where the lines between customers run, and what lies between them is called."""
