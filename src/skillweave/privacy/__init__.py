"""What must happen before a text may leave the machine: names and marks of persons are found and replaced."""
