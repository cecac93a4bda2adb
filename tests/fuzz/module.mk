# Programs of tests/fuzz
