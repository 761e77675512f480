import { proofTiers } from '@cloudops/spec';
import { instanceOf } from '../../evidence/subject.ts';
import type { Draft } from '../draft.ts';
import { foldFaults } from './fold-faults.ts';
import { merge } from './merge.ts';

/** Drafts of one code at one subject made one, tied to what they explain. */
export interface Joined extends Draft {
  /** Tells apart what would have the same id: symptoms of one code and subject that different causes explain. */
  readonly discriminator: string;
  /** Keys of the joined drafts that this one explains. */
  readonly causeOf: ReadonlySet<string>;
  readonly key: string;
}

interface Node {
  readonly draft: Draft;
  /** Nodes that explain it. */
  readonly explainedBy: Set<Node>;
}

/**
 * Joins faults to the symptoms that they explain. An edge needs an instance and a mechanism, which the analyzer states;
 * here edges are drawn, circles cut, symptoms grouped by what explains them, and a hint raised to a cause where it alone
 * explains a symptom. Independent of the order of drafts.
 */
export function joinDrafts(drafts: readonly Draft[]): readonly Joined[] {
  const nodes = order(drafts).map((draft): Node => ({ draft, explainedBy: new Set() }));
  drawEdges(
    nodes.filter(({ draft }) => draft.role !== 'hint'),
    nodes,
  );
  const raised = raiseHints(nodes);
  return foldFaults(group(raised));
}

function order(drafts: readonly Draft[]): readonly Draft[] {
  const keyed = drafts.map((draft) => ({ draft, key: sortKey(draft) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ draft }) => draft);
}

function sortKey({ code, subject, instances, title, detail }: Draft): string {
  return [code, instanceOf(subject), instances.join(' '), title, detail].join('\u0000');
}

/** Where a symptom shows: at its instances, and as a whole at its subject. */
function placesOf({ subject, instances }: Draft): readonly string[] {
  return [...new Set([instanceOf(subject), ...instances])];
}

function drawEdges(causes: readonly Node[], all: readonly Node[]): void {
  const symptoms = new Map<string, Node[]>();
  for (const node of all) {
    if (node.draft.role !== 'symptom') continue;
    for (const place of placesOf(node.draft)) {
      const known = symptoms.get(place);
      if (known === undefined) symptoms.set(place, [node]);
      else known.push(node);
    }
  }
  // Faults first: a symptom may not close a circle that a fault opens.
  const isFault = ({ draft }: Node): number => (draft.role === 'fault' ? 0 : 1);
  for (const cause of causes.toSorted((a, b) => isFault(a) - isFault(b))) {
    for (const { instance, codes } of cause.draft.explains) {
      for (const symptom of symptoms.get(instance) ?? []) {
        const fits = codes === undefined || codes.includes(symptom.draft.code);
        if (!fits || symptom === cause || isAbove(symptom, cause)) continue;
        symptom.explainedBy.add(cause);
      }
    }
  }
}

/** Whether `cause` already hangs on `symptom`, so that an edge back would close a circle. */
function isAbove(symptom: Node, cause: Node): boolean {
  if (cause.draft.role === 'fault') return false;
  const seen = new Set<Node>();
  const waiting = [cause];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === symptom) return true;
    for (const above of node.explainedBy) {
      if (seen.has(above)) continue;
      seen.add(above);
      waiting.push(above);
    }
  }
  return false;
}

/**
 * A hint becomes a cause only with a symptom that it explains and no fault that does. Of several the best proven one is
 * raised: the others tell the same trouble with less.
 */
function raiseHints(nodes: readonly Node[]): readonly Node[] {
  const open = nodes.filter(({ draft, explainedBy }) => draft.role === 'symptom' && explainedBy.size === 0);
  const byPlace = new Map<string, Node[]>();
  for (const node of open)
    for (const place of placesOf(node.draft)) byPlace.set(place, [...(byPlace.get(place) ?? []), node]);
  const explainedBy = new Map<Node, ReadonlySet<Node>>();
  const best = new Map<Node, number>();
  for (const node of nodes) {
    if (node.draft.role !== 'hint') continue;
    const explained = node.draft.explains.flatMap(({ instance, codes }) =>
      (byPlace.get(instance) ?? []).filter(({ draft }) => codes === undefined || codes.includes(draft.code)),
    );
    explainedBy.set(node, new Set(explained));
    const tier = proofTiers.indexOf(node.draft.tier);
    for (const symptom of explained) best.set(symptom, Math.min(tier, best.get(symptom) ?? tier));
  }
  return nodes.map((node) => {
    const tier = proofTiers.indexOf(node.draft.tier);
    const explained = [...(explainedBy.get(node) ?? [])].filter((symptom) => best.get(symptom) === tier);
    if (explained.length === 0) return node;
    const raised: Node = { draft: { ...node.draft, role: 'fault' }, explainedBy: new Set() };
    for (const symptom of explained) symptom.explainedBy.add(raised);
    return raised;
  });
}

function group(nodes: readonly Node[]): readonly Joined[] {
  const keys = new Map<Node, string>();
  const rootsOf = createRoots();
  for (const node of nodes) {
    const roots = node.draft.role === 'symptom' ? [...rootsOf(node)].sort().join('\n') : '';
    keys.set(node, `${node.draft.code}|${instanceOf(node.draft.subject)}|${roots}`);
  }
  const groups = Map.groupBy(nodes, (node) => keys.get(node) ?? '');
  const causeOf = new Map<string, Set<string>>();
  for (const node of nodes) {
    const own = keys.get(node) ?? '';
    for (const cause of node.explainedBy) {
      const key = keys.get(cause) ?? '';
      if (key === own) continue;
      causeOf.set(key, (causeOf.get(key) ?? new Set()).add(own));
    }
  }
  return [...groups].map(([key, members]) => ({
    ...merge(members.map(({ draft }) => draft)),
    key,
    discriminator: key.split('|').slice(2).join('|'),
    causeOf: causeOf.get(key) ?? new Set(),
  }));
}

/** The faults that a symptom goes back to; nothing for one that nothing explains. */
function createRoots(): (node: Node) => ReadonlySet<string> {
  const known = new Map<Node, ReadonlySet<string>>();
  const rootsOf = (node: Node): ReadonlySet<string> => {
    const done = known.get(node);
    if (done !== undefined) return done;
    const roots = new Set<string>();
    known.set(node, roots);
    for (const above of node.explainedBy) {
      const { draft } = above;
      if (draft.role === 'symptom') for (const root of rootsOf(above)) roots.add(root);
      else roots.add(`${draft.code}|${instanceOf(draft.subject)}`);
    }
    return roots;
  };
  return rootsOf;
}
