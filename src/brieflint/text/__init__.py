"""Text as rules see it: folding, tokens, sentences and languages, every step with a way back to the source."""
