"""Doors for others: SQL, definitions and the shape of the program for scripts, and a look at its surroundings."""
