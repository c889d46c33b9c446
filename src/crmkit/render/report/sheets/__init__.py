"""The sheets of a report as a workbook: looks of cells, tables, what stands below each other, native charts."""
