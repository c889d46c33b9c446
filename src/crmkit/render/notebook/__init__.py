"""Result -> HTML for notebooks: the screen of an answer with the cells of the terminal, everything escaped."""
