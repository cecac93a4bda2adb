dist_themes_DATA = \
	themes/catppuccin-latte.theme \
	themes/catppuccin-mocha.theme \
	themes/colour-blind-light.theme \
	themes/colour-blind.theme \
	themes/dark.theme \
	themes/default.theme \
	themes/dracula.theme \
	themes/gruvbox-dark.theme \
	themes/gruvbox-light.theme \
	themes/high-contrast-light.theme \
	themes/high-contrast.theme \
	themes/light.theme \
	themes/linux-console.theme \
	themes/mono.theme \
	themes/nord.theme \
	themes/solarized-dark.theme \
	themes/solarized-light.theme
