"""Which sites with which catchments: exact models, their proof, and why there may be no plan."""
