"""Taking what is said as the answer to the hub's open question, one module for each kind of question."""
