"""Results that leave: pages and files for people and for other systems."""
