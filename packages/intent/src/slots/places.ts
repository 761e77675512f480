/** Regions as alarms and people call them, in lower case; the names are those of AWS's list of regions. */
const regionNames: readonly (readonly [pattern: RegExp, region: string])[] = [
  [/\bn(?:orthern|\.)? virginia\b/, 'us-east-1'],
  [/\bus east \(ohio\)|\bohio\b/, 'us-east-2'],
  [/\bn(?:orthern|\.)? california\b/, 'us-west-1'],
  [/\boregon\b/, 'us-west-2'],
  [/\beu \(ireland\)|\beurope \(ireland\)|\bireland\b|\birland\b|\birlande\b|\birlanda\b/, 'eu-west-1'],
  [/\blondon\b|\blondres\b/, 'eu-west-2'],
  [/\beurope \(paris\)|\beu \(paris\)|\b(?:in|region) paris\b/, 'eu-west-3'],
  [/\bfrankfurt\b|\bfrancfort\b/, 'eu-central-1'],
  [/\bzurich\b/, 'eu-central-2'],
  [/\bstockholm\b/, 'eu-north-1'],
  [/\bmilan\b|\bmailand\b/, 'eu-south-1'],
  [/\btokyo\b|東京/, 'ap-northeast-1'],
  [/\bseoul\b/, 'ap-northeast-2'],
  [/\bosaka\b/, 'ap-northeast-3'],
  [/\bsingapore\b|\bsingapur\b|\bsingapour\b/, 'ap-southeast-1'],
  [/\bsydney\b/, 'ap-southeast-2'],
  [/\bmumbai\b/, 'ap-south-1'],
  [/\bsao paulo\b/, 'sa-east-1'],
];

/** The region that a place stands for, such as `Frankfurt`; null for none, and for several, since one would be a guess. */
export function findRegionName(lower: string): string | null {
  const found = regionNames.filter(([pattern]) => pattern.test(lower));
  return found.length === 1 ? (found[0]?.[1] ?? null) : null;
}
