"""The review server: its pages, its REST API, and what guards them."""
