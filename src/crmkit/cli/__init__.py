"""The command line: words in, one exit code out; nothing below this room knows that a terminal exists."""
