import type { Target } from '@cloudops/spec';
import { z } from 'zod';
import { pluginError } from '../errors.ts';
import { defaultLimits } from '../protocol/limits.ts';
import { isPrintable } from '../text/visible.ts';
import { errorText, toSentence } from './fault.ts';
import type { IsolatedProviderOptions, Isolation } from './isolation.ts';
import { realClock } from './real-clock.ts';

const targetsSchema: z.ZodType<readonly Target[]> = z
  .array(
    z.strictObject({
      provider: z.string(),
      name: z.string().min(1).max(300).refine(isPrintable, 'must be one line without control characters'),
      environment: z.string(),
    }),
  )
  .min(1)
  .max(100);

function findTargetsFault(value: unknown, { provider, environment }: IsolatedProviderOptions): string | undefined {
  const checked = targetsSchema.safeParse(value);
  if (!checked.success) return `named targets that are wrong: ${checked.error.issues[0]?.message}`;
  if (checked.data.some((target) => target.provider !== provider.name)) return 'named the target of another provider';
  // Policy is decided by the environment: it is not the plugin's to choose.
  const isOther = checked.data.some((target) => target.environment !== environment);
  return isOther ? `named a target of another environment than ${environment}, which was asked about` : undefined;
}

/**
 * Asks a plugin where its actions go.
 * @throws CloudOpsError `PLUGIN_NOT_CONFIGURED` with what the plugin says, `PLUGIN_FAILED` when it does not say it as it should.
 */
export async function readTargets(isolation: Isolation, options: IsolatedProviderOptions): Promise<readonly Target[]> {
  const { plugin, provider, limits } = options;
  const signal = AbortSignal.timeout(limits?.targetsMs ?? defaultLimits.targetsMs);
  const end = await isolation.call({ method: 'targets', arguments: [], signal, clock: realClock, sends: 'nothing' });
  if (end.kind === 'threw') {
    throw pluginError({
      code: 'PLUGIN_NOT_CONFIGURED',
      message: `The provider "${provider.name}" of ${plugin.name} ${plugin.version} cannot be used as it is configured: ${errorText(end.error)}.`,
      nextSteps: [
        ...(end.error.nextSteps ?? []).map((step) => errorText({ name: 'step', message: step })),
        `Set what it needs under plugins.${provider.name} in config.yaml, or under environments.${options.environment}.`,
      ],
    });
  }
  const why = end.kind === 'fault' ? end.fault.why : findTargetsFault(end.value, options);
  if (why === undefined) return (end as { readonly value: readonly Target[] }).value;
  const fault = end.kind === 'fault' ? end.fault : isolation.fail({ kind: 'invalid', why });
  throw pluginError({
    code: 'PLUGIN_FAILED',
    message: toSentence(plugin, fault),
    nextSteps: [`cloudops plugins inspect ${plugin.name}`, `Tell the authors of ${plugin.name}.`],
  });
}
