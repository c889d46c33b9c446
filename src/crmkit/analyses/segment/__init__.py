"""Customers by recency, frequency and money."""
