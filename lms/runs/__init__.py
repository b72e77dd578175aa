"""The one pattern for every bulk act: rehearse → differences → apply → undo."""
