"""Totals that the owner knows from the platform, against those of the data."""
