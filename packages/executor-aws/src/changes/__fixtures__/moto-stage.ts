import { EC2 } from '@aws-sdk/client-ec2';
import type { ActionContext, ChangeProtocol, Evidence, Observation } from '@cloudops/spec';
import { type AwsCredentials, type AwsTestbed, startAwsTestbed } from '@cloudops/testbed';
import { expect } from 'vitest';
import { createAwsProvider } from '../../provider.ts';
import { createContext } from './stage.ts';

const account = '111122223333';
const region = 'eu-west-1';

/** One change of a provider over moto, ready to be called. */
export interface LiveChange {
  readonly change: ChangeProtocol;
  readonly input: unknown;
  readonly context: ActionContext;
  /** The IAM actions that it says it needs. */
  readonly verbs: readonly string[];
  /** @throws RangeError when nothing could be observed. */
  observe(): Promise<Observation>;
}

/** What a change is staged with besides its input. */
export interface LiveOptions {
  /** An administrator's unless stated. */
  readonly credentials?: AwsCredentials;
  readonly context?: Partial<ActionContext>;
}

/** An account in moto, with its owner's client. */
export interface MotoStage {
  readonly testbed: AwsTestbed;
  readonly owner: EC2;
  readonly subnet: string;
  readonly network: string;
  stage(name: string, given: object, options?: LiveOptions): LiveChange;
  /** Credentials of a role that may do this and nothing else. */
  roleWith(actions: readonly string[]): Promise<AwsCredentials>;
  /** Stages a change with no more rights than it says it needs, IAM enforced. */
  withLeastRights(name: string, given: object, context?: Partial<ActionContext>): Promise<LiveChange>;
  /** Asks as the owner, without IAM. */
  asOwner<Answer>(ask: () => Promise<Answer>): Promise<Answer>;
  /** All that EC2 says of what changes may touch; equal when nothing was changed. */
  everything(): Promise<string>;
  createGroup(name: string): Promise<string>;
  closeProviders(): Promise<void>;
  stop(): Promise<void>;
}

function outputOf<Output>(evidence: Evidence<Output>): Output {
  if (evidence.status === 'present') return evidence.output;
  throw new RangeError(evidence.reason?.message ?? evidence.status);
}

/** Without what belongs to the answer and not to the account. */
function withoutMetadata({ $metadata: _metadata, ...rest }: { readonly $metadata: unknown }): object {
  return rest;
}

/** Starts moto with an account of which a test may change everything. */
export async function startMotoStage(): Promise<MotoStage> {
  const testbed = await startAwsTestbed();
  const administrator = await testbed.credentials(account, { kind: 'role', name: 'administrator' });
  const owner = new EC2({ endpoint: testbed.endpoint, region, credentials: administrator, maxAttempts: 1 });
  const { Subnets = [] } = await owner.describeSubnets({});
  const network = Subnets[0]?.VpcId ?? '';
  const closers: (() => Promise<void>)[] = [];
  let roles = 0;
  const asOwner = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    await testbed.enforceIam(false);
    const answer = await ask();
    await testbed.enforceIam(true);
    return answer;
  };
  const stage = (
    name: string,
    given: object,
    { credentials = administrator, context }: LiveOptions = {},
  ): LiveChange => {
    const { account: _account, ...keys } = credentials;
    const settings = { version: '1.0.0', endpoint: testbed.endpoint, regions: [region], environment: {} };
    const provider = createAwsProvider({ ...settings, baseCredentials: () => async () => keys });
    closers.push(() => provider.close());
    const action = provider.actions.find((one) => one.name === name);
    if (action?.change === undefined) throw new RangeError(`no change ${name}`);
    const { change } = action;
    const input = action.input.parse({ account, region, ...given });
    // Nothing of moto takes time: nobody waits.
    const own = createContext({ signal: AbortSignal.timeout(60_000), ...context });
    const verbs = action.permissions(input).map(({ verb }) => verb);
    const observe = async (): Promise<Observation> => outputOf(await change.doObserve(input, own));
    return { change, input, context: own, verbs, observe };
  };
  const roleWith = (actions: readonly string[]): Promise<AwsCredentials> => {
    // One of its own each time: moto keeps the policies of names.
    roles += 1;
    const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
    const policy = { Version: '2012-10-17', Statement };
    return testbed.credentials(account, { kind: 'role', name: `writer-${roles}`, policy });
  };
  return {
    ...{ testbed, owner, network, subnet: Subnets[0]?.SubnetId ?? '', stage, roleWith, asOwner },
    async withLeastRights(name, given, context = {}) {
      const credentials = await roleWith(stage(name, given).verbs);
      await testbed.enforceIam(true);
      return stage(name, given, { credentials, context });
    },
    everything: () =>
      asOwner(async () => {
        const answers = await Promise.all([
          owner.describeSecurityGroups({}),
          owner.describeSecurityGroupRules({}),
          owner.describeInstances({}),
          owner.describeVolumes({}),
          owner.describeSnapshots({ OwnerIds: ['self'] }),
          owner.describeAddresses({}),
        ]);
        return JSON.stringify(answers.map(withoutMetadata));
      }),
    async createGroup(name) {
      const { GroupId = '' } = await owner.createSecurityGroup({ GroupName: name, Description: name, VpcId: network });
      return GroupId;
    },
    async closeProviders() {
      for (const close of closers.splice(0)) await close();
    },
    async stop() {
      owner.destroy();
      await testbed.stop();
    },
  };
}

/** Tests a change and shows that the test changed nothing; then makes it, and verifies it. */
export async function testAndMake(
  moto: MotoStage,
  { change, input, context, observe }: LiveChange,
): Promise<Observation> {
  const before = await observe();
  const world = await moto.everything();
  expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
  expect(await moto.everything()).toBe(world);
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
  expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
  return before;
}

/** As {@link testAndMake}; then takes it back, and shows that it is as before. */
export async function makeAndTakeBack(moto: MotoStage, staged: LiveChange): Promise<void> {
  const { change, input, context } = staged;
  const before = await testAndMake(moto, staged);
  expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
  const versions = before.objects.map(({ version }) => version);
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
}
