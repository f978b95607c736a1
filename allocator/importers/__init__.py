"""Foreign files as parts of a question: each file here reads one kind of them."""
