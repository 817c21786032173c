"""Readers: what each file format says, as text with an exact way back to the file."""
