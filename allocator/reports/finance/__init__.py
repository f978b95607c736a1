"""The report that finance signs: one file per section, each from the same dossier."""
