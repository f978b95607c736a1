"""Questions about a scenario beyond its plan: each study solves, or reads, and gives back frozen facts."""
