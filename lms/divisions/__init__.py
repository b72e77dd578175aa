"""The region tree of the statistical division codes, and the training centres in it."""
