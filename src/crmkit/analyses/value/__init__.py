"""The value of customers so far and to come."""
