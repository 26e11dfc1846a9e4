"""Many experiences at once: logs are read row by row, results are written as they come."""
