"""Which lines were set aside, and why."""
