"""The report of an evaluation run: one HTML page that loads nothing, and the same numbers as Markdown."""
