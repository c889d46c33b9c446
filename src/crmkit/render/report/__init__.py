"""A report, the same content as a page, a workbook, Markdown or plain text."""
