"""How a store is changed: one commit decides, and what is told afterwards is what is in it."""
