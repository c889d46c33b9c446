"""What is older than it needs to be kept goes, and stays away when an old export is loaded again."""
