"""The rows of a file as columns of money, time and text."""
