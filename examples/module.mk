dist_examples_SCRIPTS =
