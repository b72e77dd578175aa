"""What must survive: killed processes, many at once. TRUST in the design names the pass lines."""
