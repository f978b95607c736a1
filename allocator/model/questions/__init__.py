"""What is asked of a model beside its best plan: what contradicts, what a rule costs, what is far apart."""
