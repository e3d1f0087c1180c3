"""The spoken evaluation: an evaluation folder's sentences said by synthesisers and heard as turns of its home."""
