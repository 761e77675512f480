/**
 * What stands around lists, and what an error answer is. Form: {@link parseMessages}.
 * Source: the `json` and `protobuf` tags of k8s.io/apimachinery v0.36.3 (Apache-2.0).
 */
export const listMessages: string = `
ShardInfo: 1 selector text
ListMeta: 1 selfLink? text, 2 resourceVersion? text, 3 continue? text, 4 remainingItemCount int, 5 shardInfo ShardInfo
StatusCause: 1 reason? text, 2 message? text, 3 field? text
StatusDetails: 1 name? text, 2 group? text, 3 kind? text, 6 uid? text, 4 causes []StatusCause,
  5 retryAfterSeconds? int
Status: 1 metadata ListMeta, 2 status? text, 3 message? text, 4 reason? text, 5 details StatusDetails, 6 code? int
`;
