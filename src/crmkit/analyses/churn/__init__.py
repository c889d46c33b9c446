"""Who is about to leave."""
