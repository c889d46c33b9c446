"""One small module per command: its options, one question, one delivery."""
