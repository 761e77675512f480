/** What can be judged. */
export type Topic =
  | 'sessions'
  | 'blocking'
  | 'vacuum'
  | 'bloat'
  | 'wraparound'
  | 'replication'
  | 'connections'
  | 'indexes';

/** All topics. */
export const topics: readonly Topic[] = [
  'sessions',
  'blocking',
  'vacuum',
  'bloat',
  'wraparound',
  'replication',
  'connections',
  'indexes',
];
