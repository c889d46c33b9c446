"""The way out of the program: mask, render, write whole."""
