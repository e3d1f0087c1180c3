"""One turn of talk, from what was heard to what is answered."""
