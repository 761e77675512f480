// For everybody who connects CloudOps to AWS.

// For authors of recorders, analyzers and tools.
export { type AccessLevel, accessLevel, authorizationDataDate } from './authorization/access-level.ts';
export { type AwsIdentity, checkAws } from './check-aws.ts';
export type { AwsCallContext, AwsListRequest, AwsRequest, AwsSession } from './clients/session.ts';
export { costFindings } from './cost/index.ts';
export { wasteFindings } from './cost/waste/index.ts';
export type { AccountOption } from './credentials/credential-store.ts';
export { listProfiles } from './credentials/profiles.ts';
export type { AwsErrorCode } from './errors.ts';
export type { Listing, Place, PlaceListing, StepEvidence } from './listing/listing.ts';
export { networkFindings } from './network/index.ts';
export { type Baseline, type BaselineOutcome, baselineOfRun } from './network/review/index.ts';
export type { AccountChoice } from './places/account-list.ts';
export type { Places } from './places/places.ts';
export { type AwsProviderOptions, createAwsProvider } from './provider.ts';
export { type AwsTransportOptions, createAwsTransport } from './transport/aws-transport.ts';
export type { SignedWireRequest } from './transport/signed-request.ts';
