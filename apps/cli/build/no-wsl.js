// Stands for wsl-utils, which oclif loads at every start only to look for a browser under Windows.
export const isWsl = false;
export const wslDefaultBrowser = async () => '';
export const powerShellPath = async () => '';
