"""What a decision costs over a bare select and insert on the same database, and how taking an item grows.

`make bench-review` measures SQLite, and PostgreSQL where it is installed, in less than four minutes.
"""
