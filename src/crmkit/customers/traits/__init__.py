"""Traits: what is known of each customer as of a day, and names for customers by it."""
