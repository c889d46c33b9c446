"""Membership: the level that a plan gives each customer on a day."""
