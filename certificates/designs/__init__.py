"""Designs (证书版式) of certificates: shipped and own ones, seals and signatories, previews."""
