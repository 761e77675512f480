// These tables were last compared with AWS's list of instance types on 2025-06-01.

/** Families of the past and what replaces them with the same architecture (AWS: previous generation instances). */
export const successors: Readonly<Record<string, string>> = {
  t1: 't3',
  t2: 't3',
  m1: 'm6i',
  m2: 'r6i',
  m3: 'm6i',
  m4: 'm6i',
  c1: 'c6i',
  c3: 'c6i',
  c4: 'c6i',
  r3: 'r6i',
  r4: 'r6i',
  i2: 'i3',
  d2: 'd3',
  g2: 'g4dn',
  g3: 'g4dn',
  p2: 'p3',
};

/** x86 families and their Graviton counterpart with the same sizes and ratio of memory. */
export const gravitonOf: Readonly<Record<string, string>> = {
  t2: 't4g',
  t3: 't4g',
  t3a: 't4g',
  m4: 'm6g',
  m5: 'm6g',
  m5a: 'm6g',
  m6i: 'm7g',
  m6a: 'm7g',
  m7i: 'm7g',
  m7a: 'm7g',
  c4: 'c6g',
  c5: 'c6g',
  c5a: 'c6g',
  c6i: 'c7g',
  c6a: 'c7g',
  c7i: 'c7g',
  r4: 'r6g',
  r5: 'r6g',
  r5a: 'r6g',
  r6i: 'r7g',
  r6a: 'r7g',
  r7i: 'r7g',
};

/** Sizes that the Graviton families above have; t4g ends at 2xlarge. */
export const gravitonSizes: readonly string[] = [
  'nano',
  'micro',
  'small',
  'medium',
  'large',
  'xlarge',
  '2xlarge',
  '4xlarge',
  '8xlarge',
  '12xlarge',
  '16xlarge',
];
