"""The counter: numbered paper, print batches, spoiled sheets, who collected what."""
