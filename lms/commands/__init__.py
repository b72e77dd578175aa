"""The commands of the frame, one module a subject; `lms.cli` puts them together."""
