"""The HTTP edge: access, transaction, navigation, sentences."""
