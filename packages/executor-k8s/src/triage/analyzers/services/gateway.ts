import { conditionOf, listAt, numberAt, type PathPart, textAt, timeAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const source = 'Gateway API v1: GatewayClass, Gateway, conditions by their type';
const classMissing: TriageFindingDefinition = {
  code: 'GTW-101',
  title: 'Gateway of a class that does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    'gatewayClassName names no GatewayClass of the list, which was read whole, and no controller has programmed the Gateway.',
  thresholds: {},
  source,
  remedy: 'Name a class that exists, or create it.',
};
const notAccepted: TriageFindingDefinition = {
  code: 'GTW-102',
  title: 'Gateway or class is not accepted',
  role: 'fault',
  severity: 'high',
  decided:
    'Condition Accepted of a GatewayClass that a Gateway names, or Accepted or Programmed of a Gateway, is False for its present generation. A class that no controller has answered for is a hint.',
  thresholds: {},
  source,
  remedy: 'The condition’s reason says what is wrong; without an answer, see whether the controller of that name runs.',
};
const listener: TriageFindingDefinition = {
  code: 'GTW-103',
  title: 'Listener of a Gateway does not work',
  role: 'fault',
  severity: 'high',
  decided: 'A condition of a listener is False (Accepted, Programmed, ResolvedRefs) or Conflicted is True.',
  thresholds: {},
  source,
  remedy: 'Correct the port, protocol, host or certificate that the reason names.',
};

/** Gateways that nobody serves. */
export const gateway: Analyzer = {
  name: 'gateway',
  topic: 'health',
  definitions: [classMissing, notAccepted, listener],
  inspect: (snapshot) => ({
    drafts: [
      ...snapshot.all('gateways').flatMap((one) => inspectGateway(snapshot, one)),
      ...snapshot.all('gatewayclasses').flatMap((one) => inspectClass(snapshot, one) ?? []),
    ],
  }),
};

interface Condition {
  readonly path: readonly PathPart[];
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly since: number | null;
}

/** The first condition of some types that says no; what a controller said of an earlier generation is history. */
function refusal(raw: unknown, holder: unknown, path: readonly PathPart[], types: readonly string[]): Condition | null {
  const generation = numberAt(raw, 'metadata', 'generation') ?? 0;
  const list = listAt(holder, 'conditions');
  for (const type of types) {
    const index = list.findIndex((one) => textAt(one, 'type') === type);
    const one = list[index];
    const isBad = textAt(one, 'status') === (type === 'Conflicted' ? 'True' : 'False');
    // Pending is what the API itself writes before any controller has looked.
    if (
      !isBad ||
      textAt(one, 'reason') === 'Pending' ||
      (numberAt(one, 'observedGeneration') ?? generation) < generation
    )
      continue;
    const since = timeAt(one, 'lastTransitionTime');
    return {
      type,
      reason: textAt(one, 'reason'),
      message: textAt(one, 'message'),
      path: [...path, 'conditions', index],
      since,
    };
  }
  return null;
}

function inspectGateway(snapshot: Snapshot, one: Entity): readonly Draft[] {
  const { raw, namespace, name } = one;
  const wanted = textAt(raw, 'spec', 'gatewayClassName');
  const isProgrammed = textAt(conditionOf(raw, 'Programmed')?.raw, 'status') === 'True';
  const classes = snapshot.all('gatewayclasses');
  const isMissing = snapshot.isComplete('gatewayclasses', null) && !classes.some((other) => other.name === wanted);
  if (isMissing && !isProgrammed && wanted !== '') {
    const names = classes.map((other) => other.name);
    const near = likelyMeant(wanted, names);
    const others = near ?? (names.length === 0 ? null : someOf(names));
    const title = `Gateway ${namespace}/${name} names class ${quote(wanted)}, which does not exist${others === null ? '' : `; there is ${others}`}`;
    const evidence = snapshot.cite(one, ['spec', 'gatewayClassName']);
    const base = describe(snapshot, one, classMissing, { title, detail: 'No controller serves it.', evidence });
    return [{ ...base, tier: near === null ? 'absence' : 'contradiction' }];
  }
  const own = refusal(raw, { conditions: listAt(raw, 'status', 'conditions') }, ['status'], ['Accepted', 'Programmed']);
  const listeners = listAt(raw, 'status', 'listeners').flatMap((status, index) => {
    const found = refusal(
      raw,
      status,
      ['status', 'listeners', index],
      ['Conflicted', 'Accepted', 'ResolvedRefs', 'Programmed'],
    );
    return found === null ? [] : [{ found, name: textAt(status, 'name') }];
  });
  if (listeners.length > 0) {
    return listeners.map(({ found, name: which }) =>
      describe(snapshot, one, listener, {
        title: `Gateway ${namespace}/${name}: listener ${quote(which)} does not work: ${quote(found.reason)}`,
        detail: quote(found.message),
        evidence: snapshot.cite(one, [...found.path, 'reason'], [...found.path, 'message']),
        since: isoTime(found.since),
      }),
    );
  }
  if (own === null) return [];
  return [
    describe(snapshot, one, notAccepted, {
      title: `Gateway ${namespace}/${name} is not ${own.type.toLowerCase()}: ${quote(own.reason)}`,
      detail: quote(own.message),
      evidence: snapshot.cite(one, [...own.path, 'reason'], [...own.path, 'message']),
      since: isoTime(own.since),
    }),
  ];
}

function inspectClass(snapshot: Snapshot, one: Entity): Draft | null {
  const users = snapshot.all('gateways').filter(({ raw }) => textAt(raw, 'spec', 'gatewayClassName') === one.name);
  if (users.length === 0) return null;
  const found = refusal(one.raw, { conditions: listAt(one.raw, 'status', 'conditions') }, ['status'], ['Accepted']);
  const condition = conditionOf(one.raw, 'Accepted')?.raw;
  const isUnanswered = condition === undefined || textAt(condition, 'reason') === 'Pending';
  if (found === null && !isUnanswered) return null;
  const who = someOf(users.map(({ namespace, name }) => `${namespace}/${name}`));
  const controller = textAt(one.raw, 'spec', 'controllerName');
  const base = describe(snapshot, one, notAccepted, {
    title:
      found === null
        ? `GatewayClass ${one.name}: no controller ${quote(controller)} has answered, and ${who} names it`
        : `GatewayClass ${one.name} is not accepted: ${quote(found.reason)}; ${who} names it`,
    detail: found === null ? 'Condition Accepted is not there yet.' : quote(found.message),
    evidence: snapshot.cite(one, ['spec', 'controllerName'], ['status', 'conditions']),
  });
  return found === null ? { ...base, role: 'hint', severity: 'low', tier: 'absence' } : base;
}

function describe(
  snapshot: Snapshot,
  one: Entity,
  { code, severity }: TriageFindingDefinition,
  parts: Pick<Draft, 'title' | 'detail' | 'evidence'> & Partial<Draft>,
): Draft {
  const routes = snapshot
    .all('httproutes')
    .filter((route) =>
      listAt(route.raw, 'spec', 'parentRefs').some(
        (parent) =>
          textAt(parent, 'name') === one.name && (textAt(parent, 'namespace') || route.namespace) === one.namespace,
      ),
    );
  return draft({
    code,
    role: 'fault',
    tier: 'status',
    severity,
    subject: one,
    explains: routes.map(({ key }) => ({ instance: key, codes: ['SVC-002'], mechanism: 'is attached to it' })),
    touchesUsers: true,
    ...parts,
  });
}
