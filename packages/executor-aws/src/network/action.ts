import { type Action, type Analysis, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { listAt } from '../value/read.ts';
import { analyzeNetwork } from './analyze-network.ts';
import { type NetworkInput, networkInputSchema } from './model/settings.ts';

const unwalked = z.array(z.unknown());

/** The four lists; of a large account there are thousands of findings, and whoever makes a report of them checks each. */
const output = z.strictObject({
  findings: unwalked,
  ruled_out: unwalked,
  not_checked: unwalked,
  figures: unwalked,
}) as unknown as z.ZodType<Analysis>;

/** `aws.analyze-network-exposure`: what is open to the internet, from what earlier steps saw. Touches no account. */
export const analyzeNetworkAction: Action = defineAction<NetworkInput, Analysis>({
  name: 'analyze-network-exposure',
  description: 'Says what is exposed: findings with the path that proves them, and what could not be checked.',
  risk: 'read',
  input: networkInputSchema,
  output,
  estimatedSec: 1,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: (input) => Promise.resolve(judge(input, analyzeNetwork(input))),
});

/** Without a single place to look at there is nothing to judge, whatever else could be read. */
function judge({ steps }: NetworkInput, output: Analysis): Evidence<Analysis> {
  const places = steps.places;
  const isBlind = places?.status === 'unknown' && listAt(places.output, 'regional').length === 0;
  const blind = isBlind ? places : steps.groups;
  const hasRead = listAt(blind?.output, 'places').some((place) => listAt(place, 'items').length > 0);
  const reason = blind?.reason;
  if (blind?.status !== 'unknown' || hasRead || reason === undefined || reason === null)
    return { status: 'present', output };
  return { status: 'unknown', reason, output };
}
