import { type ActionContext, CloudOpsError, type Evidence, type Provider, type Target } from '@cloudops/spec';
import { systemClock } from '../composition/system-clock.ts';
import { type Check, type CheckResult, failed, ok, warning } from './check.ts';

type Outcome = Omit<CheckResult, 'name'>;

/** What can be checked of a target: that it is configured, answers, and has what the playbooks use. */
export function clusterChecks(connect: () => Promise<readonly Provider[]>, signal: AbortSignal): readonly Check[] {
  const first = async (): Promise<{ provider: Provider; target: Target }> => {
    const [provider] = await connect();
    const [target] = (await provider?.targets()) ?? [];
    if (provider !== undefined && target !== undefined) return { provider, target };
    throw new CloudOpsError({ code: 'TARGET_MISSING', message: 'No target is configured.' });
  };
  return [
    {
      name: 'target',
      run: async () => {
        const { target } = await first();
        return ok(`${target.name} (${target.environment})`);
      },
    },
    {
      name: 'connection',
      run: async () => {
        const { provider, target } = await first();
        return checkIdentity(await provider.doIdentify(toContext(target, signal)));
      },
    },
    {
      name: 'metrics API',
      run: async () => {
        const { provider, target } = await first();
        return checkMetrics(provider, toContext(target, signal));
      },
    },
  ];
}

function checkIdentity(evidence: Evidence<{ id: string }>): Outcome {
  if (evidence.status === 'present') return ok(`as ${evidence.output.id}`);
  if (evidence.status === 'absent') return warning('the server does not say who we are', '');
  return failed(evidence.reason.message, evidence.reason.needs ?? 'Try: kubectl cluster-info');
}

async function checkMetrics(provider: Provider, context: ActionContext): Promise<Outcome> {
  const action = provider.actions.find((candidate) => candidate.name === 'sample-metrics');
  if (action === undefined) return failed('the provider has no sample-metrics action', '');
  const evidence = await action.doRun(action.input.parse({ samples: 1 }), context);
  if (evidence.status === 'present') return ok('answers');
  const why = evidence.reason?.message ?? 'not installed';
  return warning(why, 'Install metrics-server; without it CPU use cannot be measured, and reports say so.');
}

function toContext(target: Target, signal: AbortSignal): ActionContext {
  return { signal, clock: systemClock, target, notify: () => undefined, countCall: () => undefined };
}
