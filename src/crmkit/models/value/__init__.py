"""The value of customers to come."""
