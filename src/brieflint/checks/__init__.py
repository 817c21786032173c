"""One small package or module a kind of check; each yields findings and knows nothing of files, reports or the CLI."""
