"""What personal data a store holds."""
