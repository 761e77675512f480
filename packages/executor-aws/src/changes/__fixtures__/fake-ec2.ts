import type { ServerResponse } from 'node:http';
import {
  answerXml,
  callerXml,
  ec2Error,
  ec2Xml,
  type FakeAws,
  type SeenRequest,
  startFakeAws,
} from '../../__fixtures__/fake-aws.ts';
import { instanceHandlers } from './fake-instances.ts';
import { networkHandlers } from './fake-network.ts';
import { ruleHandlers } from './fake-rules.ts';
import { volumeHandlers } from './fake-volumes.ts';
import type { FakeFault, FakeWorld, Handler } from './fake-world.ts';
import { listed } from './fake-xml.ts';

/** A running {@link FakeWorld}. */
export interface FakeEc2 extends FakeWorld {
  readonly aws: FakeAws;
  /** Operations that were sent, in order; tests have `?` at their end, reads are left out unless asked for. */
  sent(withReads?: boolean): readonly string[];
  close(): Promise<void>;
}

function membersXml(members: FakeWorld['members'], form: URLSearchParams): string {
  const found = listed(form, 'InstanceIds.member').filter((id) => id in members);
  const items = found.map(
    (id) => `<member><InstanceId>${id}</InstanceId><LifecycleState>${members[id]}</LifecycleState></member>`,
  );
  return `<DescribeAutoScalingInstancesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingInstancesResult><AutoScalingInstances>${items.join('')}</AutoScalingInstances></DescribeAutoScalingInstancesResult></DescribeAutoScalingInstancesResponse>`;
}

const statuses: Readonly<Record<string, number>> = { RequestLimitExceeded: 503, UnauthorizedOperation: 403 };

/** A world with nothing in it. */
function emptyWorld(): FakeWorld {
  return {
    groups: [],
    rules: [],
    instances: [],
    interfaces: [],
    volumes: [],
    snapshots: [],
    addresses: [],
    types: {},
    tables: [],
    zones: {},
    nats: {},
    endpoints: [],
    members: {},
    checks: { system: 'ok', instance: 'ok' },
    next: {},
    faults: [],
    knowsDryRun: true,
  };
}

/** Starts an EC2 that keeps what it is told, on a free port of this machine. */
export async function startFakeEc2(): Promise<FakeEc2> {
  const world = emptyWorld();
  const handlers = (): Readonly<Record<string, Handler>> => ({
    ...ruleHandlers(world),
    ...instanceHandlers(world),
    ...networkHandlers(world),
    ...volumeHandlers(world),
    // Answered in another protocol, once nothing is wrong with them.
    GetCallerIdentity: () => '',
    DescribeAutoScalingInstances: () => '',
  });
  const seen: string[] = [];
  const take = (operation: string, isDry: boolean): FakeFault | undefined => {
    const index = world.faults.findIndex(
      (fault) => fault.operation === operation && (fault.times ?? 1) > 0 && (fault.dry ?? isDry) === isDry,
    );
    const fault = world.faults[index];
    if (fault === undefined) return undefined;
    const isPast = (fault.after ?? 0) <= 0;
    const rest = isPast ? { ...fault, times: (fault.times ?? 1) - 1 } : { ...fault, after: (fault.after ?? 0) - 1 };
    world.faults = world.faults.map((one, at) => (at === index ? rest : one));
    return isPast ? fault : undefined;
  };
  const outcomeOf = ({ operation, body }: SeenRequest): ReturnType<Handler> => {
    const form = new URLSearchParams(body);
    const isDry = form.get('DryRun') === 'true';
    seen.push(isDry ? `${operation}?` : operation);
    const fault = take(operation, isDry);
    if (fault?.takesEffect === true) handlers()[operation]?.(form);
    if (fault !== undefined)
      return { error: fault.code, ...(fault.status === undefined ? {} : { status: fault.status }) };
    const handler = handlers()[operation];
    if (handler === undefined) return { error: 'InvalidAction' };
    return isDry && world.knowsDryRun ? { error: 'DryRunOperation', status: 412 } : handler(form);
  };
  const answer = (request: SeenRequest, response: ServerResponse): void => {
    const { operation, body } = request;
    const outcome = outcomeOf(request);
    if (typeof outcome === 'string') {
      if (operation === 'GetCallerIdentity') answerXml(response, 200, callerXml());
      else if (operation === 'DescribeAutoScalingInstances')
        answerXml(response, 200, membersXml(world.members, new URLSearchParams(body)));
      else answerXml(response, 200, ec2Xml(operation, outcome));
      return;
    }
    const { error, status = statuses[error] ?? 400 } = outcome;
    if (error === 'cut') response.socket?.destroy();
    if (error === 'cut' || error === 'hang') return;
    answerXml(
      response,
      status,
      ec2Error(error, error === 'UnauthorizedOperation' ? `not authorized to perform: ec2:${operation}` : error),
    );
  };
  const aws = await startFakeAws(answer);
  const isRead = (name: string): boolean => /^(?:Describe|Get)/.test(name);
  return Object.assign(world, {
    aws,
    sent: (withReads = false) => seen.filter((name) => withReads || !isRead(name)),
    close: () => aws.close(),
  });
}
