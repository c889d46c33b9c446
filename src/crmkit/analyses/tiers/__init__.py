"""Customers by what they spent."""
