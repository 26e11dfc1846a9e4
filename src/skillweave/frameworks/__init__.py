"""From files to frameworks: published ones as YAML folders, a user's own as YAML, CSV or JSON lines."""
