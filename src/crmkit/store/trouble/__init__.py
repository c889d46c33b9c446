"""What the engine and the system have against a store, in our own words."""
