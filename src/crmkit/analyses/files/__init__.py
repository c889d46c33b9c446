"""Which files a store holds."""
