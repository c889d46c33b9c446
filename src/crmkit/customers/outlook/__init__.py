"""What is expected of customers: who churns, who buys next and when, their value to come."""
