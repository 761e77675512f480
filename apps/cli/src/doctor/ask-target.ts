import type { Investigation } from '@cloudops/engine';
import type { Assets } from '../composition/assets.ts';
import { composeEngine } from '../composition/compose-engine.ts';
import type { Paths } from '../configuration/paths.ts';
import { targetCatalog, targetParser, targetQuestion } from './target-question.ts';

/** What a health check of a target is asked with. */
interface TargetRequest {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  readonly flags: { readonly context: string | undefined; readonly profile: string | undefined };
  readonly signal: AbortSignal;
}

/** One question like any other: decided by policy, recorded before the first call, its provider closed at the end. */
export async function askTarget(
  provider: 'aws' | 'kubernetes',
  { paths, assets, toolVersion, flags, signal }: TargetRequest,
): Promise<Investigation> {
  const { engine } = await composeEngine({
    ...{ paths, assets, toolVersion, onNote: () => undefined },
    fixed: { parser: targetParser, catalog: targetCatalog(provider) },
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
  });
  try {
    return await engine.investigate(targetQuestion, { signal, readOnly: true });
  } finally {
    await engine.close();
  }
}
