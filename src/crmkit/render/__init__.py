"""Result -> bytes: terminal tables, CSV, JSON, Markdown, XLSX, Parquet. Knows kinds of columns, never analyses."""
