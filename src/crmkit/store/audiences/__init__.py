"""Audiences in the store: who was to be contacted, who was held out, kept under a name."""
