import type { Investigation } from '@cloudops/engine';
import type { TargetIdentity } from './who-am-i.ts';

type ProviderName = 'aws' | 'kubernetes';

/** How each says who we are. */
const establishedBy: Readonly<Record<ProviderName, string>> = {
  aws: 'aws-sts',
  kubernetes: 'kubernetes-self-subject-review',
};

/** Asks each target whom it takes us for, by one decided and recorded question. One that fails says why. */
export async function askTargets(
  providers: readonly ProviderName[],
  ask: (provider: ProviderName) => Promise<Investigation>,
): Promise<readonly TargetIdentity[]> {
  const answers: TargetIdentity[] = [];
  for (const provider of providers) answers.push(await askTarget(provider, ask));
  return answers;
}

async function askTarget(
  provider: ProviderName,
  ask: (provider: ProviderName) => Promise<Investigation>,
): Promise<TargetIdentity> {
  const unknown = (why: string): TargetIdentity => ({ provider, id: null, established_by: null, why });
  try {
    const { identities, report } = await ask(provider);
    const id = identities[provider] ?? null;
    return id === null ? unknown(report.summary) : { provider, id, established_by: establishedBy[provider], why: '' };
  } catch (error) {
    return unknown((error as Error).message);
  }
}
