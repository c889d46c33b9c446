"""Traits: what is known of each customer as of a day, and the ways to name customers by it."""
