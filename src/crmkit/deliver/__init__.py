"""The output of the program: mask, render, write whole."""
