dist_examples_SCRIPTS = examples/exec-spool examples/exec-calls
