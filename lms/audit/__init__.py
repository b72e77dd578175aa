"""Hash-chained log of what was done (审计日志): one chain a county, opaque ids only."""
