"""Orders and lines of people who were forgotten: known again by keyed digests, kept without anybody."""
