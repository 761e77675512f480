import { type ActionContext, type Principal, type Provider, principalSchema } from '@cloudops/spec';
import { isPrintable } from '../text/visible.ts';
import type { CheckBySchema } from './compile-schema.ts';
import { createIsolatedActions } from './isolated-action.ts';
import { type IsolatedProviderOptions, Isolation } from './isolation.ts';
import { readTargets } from './read-targets.ts';

const checkPrincipal: CheckBySchema = (value) => {
  const checked = principalSchema.safeParse(value);
  if (checked.success) return { kind: 'fits', value };
  return { kind: 'wrong', path: checked.error.issues[0]?.path ?? [], message: checked.error.issues[0]?.message ?? '' };
};

const checkIdentity: CheckBySchema = (value) =>
  typeof value === 'string' && value !== '' && value.length <= 300 && isPrintable(value)
    ? { kind: 'fits', value }
    : { kind: 'wrong', path: [], message: 'must be a name in one line' };

/**
 * A provider whose code runs in a process of its own. Starts nothing: the process comes with the first call, and ends with `close`, with
 * the plugin's first fault, or with this process.
 */
export function createIsolatedProvider(options: IsolatedProviderOptions): Provider {
  const { description } = options;
  const isolation = new Isolation(options);
  const identify = { method: 'doIdentify', arguments: [], sends: 'reads', check: checkPrincipal } as const;
  const locate = { method: 'doLocate', arguments: [], sends: 'reads', check: checkIdentity } as const;
  return {
    specificationVersion: 'v1',
    name: description.name,
    version: description.version,
    actions: createIsolatedActions(isolation, options),
    findings: description.findings,
    targets: () => readTargets(isolation, options),
    doIdentify: (context) => isolation.evidence<Principal>({ ...identify, context }),
    ...(description.canLocate
      ? { doLocate: (context: ActionContext) => isolation.evidence<string>({ ...locate, context }) }
      : {}),
    close: () => isolation.close(),
  };
}
