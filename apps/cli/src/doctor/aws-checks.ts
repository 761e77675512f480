import type { Investigation } from '@cloudops/engine';
import type { Configuration } from '../configuration/configuration.ts';
import { type Check, type CheckResult, ok, warning } from './check.ts';
import { targetChecks } from './target-checks.ts';

/** What can be checked of AWS: that it answers, and that the credentials end by themselves. */
export function awsChecks(ask: () => Promise<Investigation>): readonly Check[] {
  const aws = { provider: 'aws', prefix: 'AWS ', tryThis: 'Try: aws sts get-caller-identity' };
  return targetChecks(aws, ask, [{ name: 'AWS credentials', check: checkCredentials }]);
}

function checkCredentials({ kind, summary }: Investigation): Omit<CheckResult, 'name'> {
  if (kind !== 'answered') return warning('not asked', '');
  const [advice] = summary.warnings ?? [];
  return advice === undefined ? ok('policy has nothing to say against them') : warning(advice, 'Use: aws sso login');
}

const variables = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/** Whether anything on this machine points to AWS; without it, its absence is no fault. */
export async function isAwsMeant(
  { environments }: Configuration,
  profile: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<boolean> {
  if (profile !== undefined || variables.some((name) => (environment[name] ?? '') !== '')) return true;
  if (Object.values(environments).some(({ aws }) => aws !== undefined)) return true;
  const { listProfiles } = await import('@cloudops/executor-aws');
  return (await listProfiles(environment)).length > 0;
}
