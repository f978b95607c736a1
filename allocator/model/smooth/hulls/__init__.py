"""S-shaped curves and whole numbers: hulls of curves, on spans that a tree narrows until a plan is there."""
