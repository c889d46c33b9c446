"""Whether what a store holds is sound, and whether the data are likely to be right and whole."""
