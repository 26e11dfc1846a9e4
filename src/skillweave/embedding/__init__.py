"""Things that fill the `Embedder` port."""
