dist_examples_SCRIPTS = examples/exec-spool examples/exec-calls
exampleanswersdir = $(examplesdir)/answers
dist_exampleanswers_DATA = $(wildcard $(srcdir)/examples/answers/*.txt)
