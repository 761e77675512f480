import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import type { BrokenPlugin } from './installed-plugins.ts';

/** One line that says that a plugin, or a part of it, is left out, and why; safe to print. */
export function describeBroken({ name, why }: BrokenPlugin): string {
  const told = why.split('\n').join(' ');
  return escapeForTerminal(`The plugin ${name} is left out: ${told}`, { maximum: 1000 });
}

/** The error of playbooks that may need what broken plugins would provide. */
export function blamePlugins(error: unknown, broken: readonly BrokenPlugin[]): unknown {
  if (!CloudOpsError.isInstance(error)) return error;
  const { code, message, nextSteps } = error;
  const told = broken.map(({ name, why }) => `If it needs the plugin ${name}, mend that one: ${why}`);
  return new CloudOpsError({ code, message, nextSteps: [...told, ...nextSteps], cause: error });
}

/** The error of a command that needs what a plugin would provide. */
export function brokenPluginError(what: string, broken: readonly BrokenPlugin[]): CloudOpsError {
  const [first] = broken;
  const told = broken.map(({ name, why }) => `The plugin ${name} is broken: ${why}`).join(' ');
  return new CloudOpsError({
    code: 'PLUGIN_BROKEN',
    message: `${what} ${told}`,
    nextSteps: [
      ...(first?.nextSteps ?? []),
      `Mend it, or remove it: cloudops plugins uninstall ${first?.name ?? 'NAME'}`,
    ],
  });
}
