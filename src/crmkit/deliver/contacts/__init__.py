"""Customers as a list of contacts that a CRM imports."""
