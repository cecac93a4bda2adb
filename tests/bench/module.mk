# Programs of tests/bench
