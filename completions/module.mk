# Completions of the shells, from include/commands.def (src/gen/docgen).
nodist_bashcomp_DATA = completions/sportello
nodist_zshcomp_DATA = completions/_sportello
CLEANFILES += $(nodist_bashcomp_DATA) $(nodist_zshcomp_DATA)

completions/sportello: docgen$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completions && ./docgen$(EXEEXT) bash >$@.tmp && mv $@.tmp $@
completions/_sportello: docgen$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completions && ./docgen$(EXEEXT) zsh >$@.tmp && mv $@.tmp $@
