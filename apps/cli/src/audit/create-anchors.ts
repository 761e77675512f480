import {
  type AwsKeys,
  type CheckpointAnchor,
  createFileAnchor,
  createGitAnchor,
  createObjectAnchor,
  createS3Store,
  createWitnessAnchor,
} from '@cloudops/audit';
import { systemClock } from '../composition/system-clock.ts';
import type { AnchorSettings } from '../configuration/anchor-settings.ts';
import type { OpenLog } from './open-log.ts';

const fetch = (url: URL, init: RequestInit): Promise<Response> => globalThis.fetch(url, init);

/** The configured places for checkpoints. Opens nothing. @throws CloudOpsError `AUDIT_ANCHOR_INVALID`. */
export function createAnchors({ log, settings }: OpenLog): readonly CheckpointAnchor[] {
  return settings.anchors.map((one) => {
    if ('file' in one) return createFileAnchor({ path: one.file });
    if ('git' in one) return createGitAnchor({ repository: one.git, remote: one.remote, branch: one.branch });
    if ('s3' in one) return createS3Anchor(one, settings.origin);
    const { witness: url, key: verifierKey } = one;
    return createWitnessAnchor({ url, verifierKey, receipts: () => log.receipts(), fetch, clock: systemClock });
  });
}

function createS3Anchor(one: Extract<AnchorSettings, { s3: unknown }>, origin: string): CheckpointAnchor {
  const { s3: bucket, region, endpoint, profile, lock_days: days, lock_mode: mode } = one;
  const store = createS3Store({
    ...{ bucket, region, lock: days === 0 ? null : { mode, days }, fetch, clock: systemClock },
    ...(endpoint === undefined ? {} : { endpoint }),
    keys: () => findKeys(profile),
  });
  return createObjectAnchor({ store, origin });
}

/** From the environment, the profile, single sign-on or the machine's role, as the AWS command line would. */
async function findKeys(profile: string | undefined): Promise<AwsKeys> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const { accessKeyId, secretAccessKey, sessionToken } = await fromNodeProviderChain(
    profile === undefined ? {} : { profile },
  )();
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
