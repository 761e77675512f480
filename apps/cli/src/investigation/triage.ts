import type { Composition } from '../composition/compose-engine.ts';

/** The playbook that looks at everything, by provider. */
const everything: Readonly<Record<string, string>> = { kubernetes: 'k8s-triage', aws: 'aws-security-groups' };

/** The playbook given by hand, or the one that fits what is there: a cluster before an account. */
export function chooseTriage(given: string | undefined): (composition: Composition) => string {
  return ({ providers }) =>
    given ?? everything[providers?.includes('kubernetes') === false ? 'aws' : 'kubernetes'] ?? '';
}

/** What reports and records call a triage. */
export function titleOfTriage({
  namespace,
  playbook,
}: {
  namespace?: string | undefined;
  playbook?: string | undefined;
}): string {
  const what = playbook === undefined ? 'triage' : `triage: ${playbook}`;
  return namespace === undefined ? what : `${what} in namespace ${namespace}`;
}
