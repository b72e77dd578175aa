"""Certificates (结业证书): numbering, issuing, verification, revocation."""
