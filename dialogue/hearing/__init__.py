"""From sound to words: the home's vocabulary, decoding in two ways, and the choice between them."""
