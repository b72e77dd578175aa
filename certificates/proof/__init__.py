"""What proves a certificate without asking anybody: keys, signed statements, the revocation list."""
