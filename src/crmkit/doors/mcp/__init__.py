"""MCP: answers for assistants, over the standard streams of a process of its own."""
