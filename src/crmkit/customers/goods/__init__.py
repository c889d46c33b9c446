"""What customers bought, by product."""
