"""What is expected of customers: who leaves, who buys next and when, what they will be worth."""
