"""What the statistical interpreters learn from: shipped sentences, generated ones, and fitting a model to them."""
