"""One fake for each port; the contract suites run on them too, so that they cannot lie."""
