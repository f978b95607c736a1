"""From results to documents: facts, tables and sentences, in no particular format."""
