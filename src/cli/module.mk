# The program sportello; its main is src/cli/main.c.
