dist_bashcomp_DATA =
dist_zshcomp_DATA =
