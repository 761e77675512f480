import { type Action, type ActionContext, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, nameOf } from '../api/object-fields.ts';
import { readList } from '../api/read-list.ts';
import { isPossibleName } from '../api/request-path.ts';
import type { ApiSession } from '../api/session.ts';
import { builtinResources } from '../discovery/builtin-resources.ts';
import { findResource, parseResourceQuery } from '../discovery/find-resource.ts';
import { nearestNames } from '../nearest-names.ts';
import { optionalText } from './inputs.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.resolve-scope`; null = not asked. */
export interface ResolveScopeInput {
  readonly namespace: string | null;
  /** A name, or `kind/name` such as `deploy/api`. */
  readonly workload: string | null;
  readonly node: string | null;
}

/** One object that a name means. */
export interface ScopeMatch {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** Whether a name exists. */
export interface ScopeAnswer {
  readonly asked: string;
  /** Null when it could not be found out. */
  readonly exists: boolean | null;
  readonly matches: readonly ScopeMatch[];
  /** Names that look like it, nearest first; only when it does not exist. */
  readonly nearest: readonly string[];
}

/** Output of `kubernetes.resolve-scope`; null = not asked. */
export interface ResolveScopeOutput {
  readonly namespace: ScopeAnswer | null;
  readonly workload: ScopeAnswer | null;
  readonly node: ScopeAnswer | null;
}

const answer = z
  .strictObject({
    asked: z.string(),
    exists: z.boolean().nullable(),
    matches: z.array(z.strictObject({ kind: z.string(), namespace: z.string().nullable(), name: z.string() })),
    nearest: z.array(z.string()),
  })
  .nullable();

const workloadKinds = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'pods'];

interface Looking {
  readonly session: ApiSession;
  readonly context: ActionContext;
}

interface Look {
  readonly answer: ScopeAnswer;
  readonly reason: UnknownReason | null;
}

interface Names {
  readonly matches: readonly ScopeMatch[];
  readonly reason: UnknownReason | null;
}

/** Objects of one kind as names; with `name`, only the one so called. */
async function readNames(
  looking: Looking,
  kind: string,
  at: { namespace: string | null; name: string | null },
): Promise<Names> {
  const resource = findResource(builtinResources(), parseResourceQuery(kind));
  if (resource === null) return { matches: [], reason: null };
  const evidence = await readList<ScopeMatch>({
    ...looking,
    resource,
    namespace: at.namespace,
    fieldSelector: at.name === null ? null : `metadata.name=${at.name}`,
    limit: null,
    consistency: 'latest',
    metadataOnly: true,
    pick: (object) => {
      const { namespace, name } = nameOf(object);
      return { kind: resource.kind, namespace: namespace || null, name };
    },
  });
  return { matches: evidence.output?.items ?? [], reason: evidence.reason ?? null };
}

async function readAll(
  looking: Looking,
  kinds: readonly string[],
  at: { namespace: string | null; name: string | null },
): Promise<Names> {
  const lists = await Promise.all(kinds.map((kind) => readNames(looking, kind, at)));
  return {
    matches: lists.flatMap(({ matches }) => matches),
    reason: lists.find(({ reason }) => reason !== null)?.reason ?? null,
  };
}

async function look(
  looking: Looking,
  kinds: readonly string[],
  at: { asked: string; namespace: string | null; name: string },
): Promise<Look> {
  const { asked, namespace, name } = at;
  const possible = isPossibleName(name) && (namespace === null || isPossibleName(namespace));
  const exact = possible ? await readAll(looking, kinds, { namespace, name }) : { matches: [], reason: null };
  if (exact.matches.length > 0) {
    return { answer: { asked, exists: true, matches: exact.matches, nearest: [] }, reason: null };
  }
  const within = namespace !== null && !isPossibleName(namespace) ? null : namespace;
  // Pods are left out of the suggestions: their generated names crowd out what people ask for.
  const named = kinds.length > 1 ? kinds.filter((kind) => kind !== 'pods') : kinds;
  const all = await readAll(looking, named, { namespace: within, name: null });
  const nearest = nearestNames(name, all.matches.map((match) => match.name).sort(compareText));
  const exists = exact.reason === null ? false : null;
  return { answer: { asked, exists, matches: [], nearest }, reason: exact.reason };
}

function lookForWorkload(looking: Looking, workload: string, namespace: string | null): Promise<Look> {
  const slash = workload.indexOf('/');
  const name = workload.slice(slash + 1);
  const kind = slash < 0 ? null : findResource(builtinResources(), parseResourceQuery(workload.slice(0, slash)));
  return look(looking, kind === null ? workloadKinds : [kind.resource], { asked: workload, namespace, name });
}

/** A name that stands for nothing leaves the question open: what is read around it answers another one. */
function whyNot(answers: ResolveScopeOutput): UnknownReason | null {
  for (const part of ['namespace', 'workload', 'node'] as const) {
    const answer = answers[part];
    if (answer?.exists !== false) continue;
    const message = `There is no ${part} "${answer.asked}"`;
    const [nearest] = answer.nearest;
    return nearest === undefined
      ? { kind: 'not-found', message: `${message}.`, needs: 'a name that exists' }
      : { kind: 'not-found', message: `${message}; did you mean "${nearest}"?`, needs: answer.nearest.join(', ') };
  }
  return null;
}

/** `kubernetes.resolve-scope`: whether what somebody named exists, and what they may have meant. */
export function createResolveScopeAction({ session }: Services): Action {
  return defineAction<ResolveScopeInput, ResolveScopeOutput>({
    name: 'resolve-scope',
    description: 'Finds out whether a namespace, workload or node exists, and offers near names when not.',
    risk: 'read',
    input: z.strictObject({ namespace: optionalText, workload: optionalText, node: optionalText }),
    output: z.strictObject({ namespace: answer, workload: answer, node: answer }),
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: ({ namespace, workload, node }) => [
      ...(namespace === null ? [] : [{ verb: 'list', resource: 'namespaces' }]),
      ...(node === null ? [] : [{ verb: 'list', resource: 'nodes' }]),
      ...(workload === null
        ? []
        : ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets', 'batch/cronjobs', 'batch/jobs', 'pods'].map(
            (resource) => ({ verb: 'list', resource, ...(namespace === null ? {} : { namespace }) }),
          )),
    ],
    async doRun({ namespace, workload, node }, context): Promise<Evidence<ResolveScopeOutput>> {
      const looking = { session, context };
      const [namespaceLook, workloadLook, nodeLook] = await Promise.all([
        namespace === null
          ? null
          : look(looking, ['namespaces'], { asked: namespace, namespace: null, name: namespace }),
        workload === null ? null : lookForWorkload(looking, workload, namespace),
        node === null ? null : look(looking, ['nodes'], { asked: node, namespace: null, name: node }),
      ]);
      const output = {
        namespace: namespaceLook?.answer ?? null,
        workload: workloadLook?.answer ?? null,
        node: nodeLook?.answer ?? null,
      };
      const reason = [namespaceLook, workloadLook, nodeLook].find((item) => item?.reason)?.reason ?? whyNot(output);
      return reason ? { status: 'unknown', reason, output } : { status: 'present', output };
    },
  });
}
