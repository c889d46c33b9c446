"""What conditions ask of the past: goods that were bought, counts over certain days, birthdays, snapshots."""
