/** What names an object. */
export const named: readonly string[] = ['metadata.namespace', 'metadata.name'];
/** What names an object, and what it carries from its start to its end. */
export const dated: readonly string[] = [
  ...named,
  'metadata.labels',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
];
/** What a controller says of an object. */
export const conditions: readonly string[] = [
  'status.conditions[].type',
  'status.conditions[].status',
  'status.conditions[].reason',
  'status.conditions[].message',
  'status.conditions[].lastTransitionTime',
];
/** Who made an object. */
export const owners: readonly string[] = [
  'metadata.ownerReferences[].kind',
  'metadata.ownerReferences[].name',
  'metadata.ownerReferences[].controller',
];
