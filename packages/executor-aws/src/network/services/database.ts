import type { EvidenceRef, NotChecked, Remediation } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import type { Draft } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { revokeRules } from '../remediation.ts';
import { type Answer, certain, evidenceOf } from './answer.ts';
import { isOpenToEverybody, rulesThatOpen } from './open-port.ts';
import { type AddressFamily, isAnyPublic } from './public-subnet.ts';
import { serviceDraft, undecided } from './service-draft.ts';

/** A database, or what is judged like one. */
export interface Database {
  readonly code: 'NET-001' | 'NET-002';
  readonly item: Item;
  /** As AWS calls it, such as `DBInstance`. */
  readonly kind: string;
  readonly name: string;
  /** In words, such as `postgres`. */
  readonly product: string;
  /** Null where AWS did not say. */
  readonly isPubliclyAccessible: boolean | null;
  /** Over which it has addresses; both where AWS did not say. */
  readonly families: readonly AddressFamily[];
  readonly groupIds: readonly string[];
  /** Null = it has no port of its own, so any open one counts. */
  readonly port: number | null;
  readonly subnetIds: readonly string[];
  readonly vpcId: string;
}

/** What a database adds to the report. */
export interface DatabaseVerdict {
  readonly drafts: readonly Draft[];
  readonly notChecked: readonly NotChecked[];
}

interface Conjunct {
  readonly name: 'publicly_accessible' | 'port_open' | 'public_subnet';
  readonly answer: Answer;
  readonly yes: string;
  readonly no: string;
}

function conjunctsOf(model: NetworkModel, database: Database, family: AddressFamily): readonly Conjunct[] {
  const { item, isPubliclyAccessible, groupIds, port, subnetIds } = database;
  const flag: Answer =
    isPubliclyAccessible === null
      ? { kind: 'unknown', needs: 'the PubliclyAccessible field' }
      : certain(isPubliclyAccessible, [cite(item, 'PubliclyAccessible')]);
  const traffic = { protocol: 'tcp', ports: port === null ? null : [port], families: [family] } as const;
  const portText = port === null ? 'a port' : `port ${port}`;
  return [
    {
      name: 'publicly_accessible',
      answer: flag,
      yes: 'it is publicly accessible',
      no: 'it is not publicly accessible, so it has no public address',
    },
    {
      name: 'port_open',
      answer: isOpenToEverybody(model, groupIds, traffic),
      yes: `its security groups open ${portText} to everybody`,
      no: `its security groups do not open ${portText} to everybody`,
    },
    {
      name: 'public_subnet',
      answer: isAnyPublic(model, subnetIds, family),
      yes: 'a subnet of it leads to an internet gateway',
      no: 'none of its subnets leads to an internet gateway',
    },
  ];
}

/** Critical when all three hold, high when one of them does not; what an unread part leaves open is said. */
export function judgeDatabase(model: NetworkModel, database: Database): DatabaseVerdict {
  // A way in over one family needs its port open and its subnet public over that one.
  const judged = database.families.map((family) => {
    const conjuncts = conjunctsOf(model, database, family);
    const holding = conjuncts.filter(({ answer }) => answer.kind === 'yes').length;
    const open = conjuncts.filter(({ answer }) => answer.kind === 'unknown');
    return { conjuncts, holding, open, isUndecided: open.length > 0 && holding + open.length >= 2 };
  });
  const [worst] = judged.toSorted((a, b) => b.holding - a.holding || b.open.length - a.open.length);
  const undecided = judged.find(({ isUndecided }) => isUndecided);
  const isCertain = worst === undefined || worst.holding === worst.conjuncts.length;
  return {
    drafts: worst !== undefined && worst.holding >= 2 ? [toDraft(model, database, worst.conjuncts)] : [],
    notChecked: undecided === undefined || isCertain ? [] : [toGap(database, undecided.open)],
  };
}

function toGap({ code, name }: Database, open: readonly Conjunct[]): NotChecked {
  const needs = open.flatMap(({ answer }) => (answer.kind === 'unknown' ? [answer.needs] : []));
  return undecided(
    code,
    name,
    `could not be read: ${open.map((one) => one.name.replaceAll('_', ' ')).join(', ')}`,
    needs.join('; '),
  );
}

function toDraft(model: NetworkModel, database: Database, conjuncts: readonly Conjunct[]): Draft {
  const { code, item, kind, name, product, port, groupIds, vpcId } = database;
  const isPublic = conjuncts.every(({ answer }) => answer.kind === 'yes');
  const reasons = conjuncts.flatMap(({ answer, yes, no }) =>
    answer.kind === 'unknown' ? [] : [answer.kind === 'yes' ? yes : no],
  );
  const evidence: readonly EvidenceRef[] = conjuncts.flatMap(({ answer }) => evidenceOf(answer));
  const isOpen = conjuncts.some(({ answer }) => answer.kind === 'unknown');
  const isPortOpen = conjuncts.some((one) => one.name === 'port_open' && one.answer.kind === 'yes');
  return serviceDraft(item, {
    code,
    kind,
    name,
    severity: isPublic ? 'critical' : 'high',
    title: isPublic
      ? `Database ${printable(name, 80)} is public`
      : `Database ${printable(name, 80)} is one step from public`,
    detail: `${printable(product, 40)}: ${reasons.join('; ')}.`,
    evidence,
    remediations: isPortOpen ? closePort(model, database) : [],
    data: {
      vpc_id: vpcId,
      port,
      group_ids: [...groupIds].sort(),
      reachable: isPublic ? true : isOpen ? null : false,
      ...Object.fromEntries(
        conjuncts.map(({ name: key, answer }) => [key, answer.kind === 'unknown' ? null : answer.kind === 'yes']),
      ),
    },
  });
}

/** What takes the database off the internet and can be taken back at once; its clients reach it by rules of their own. */
function closePort(model: NetworkModel, { groupIds, port }: Database): readonly Remediation[] {
  const traffic = { protocol: 'tcp', ports: port === null ? null : [port] } as const;
  return [...new Set(groupIds)].sort().flatMap((id) => {
    const group = model.groups.get(id);
    return group === undefined ? [] : revokeRules(group, rulesThatOpen(model, group, traffic));
  });
}
