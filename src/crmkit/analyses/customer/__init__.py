"""All about one customer."""
