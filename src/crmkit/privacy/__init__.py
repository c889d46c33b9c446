"""What may be shown of a person: masking for display."""
