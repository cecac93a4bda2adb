# Programs of tests/kill
