"""Which files there are to read: what was named, unpacked, and what each is by its bytes."""
