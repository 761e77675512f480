import type { Catalog, IntentOutcome, RiskLevel } from '@cloudops/spec';
import type { Question } from '../question/question.ts';
import type { Answer } from '../score/verdict.ts';

function toEntry(name: string, risk: RiskLevel): Catalog['entries'][number] {
  return {
    digest: `sha256:${name}`,
    origin: 'shipped',
    playbook: {
      api_version: 'cloudops/v1',
      metadata: { name, version: '1.0.0', title: name, description: name, examples: [name], risk },
      triggers: [{ intent_type: 'diagnose', goal: name }],
      inputs: { namespace: { type: 'string', description: 'namespace' } },
      steps: [],
      planned: { needs: 'a step' },
      findings: [],
    },
  };
}

/** One playbook that reads and one that writes. */
export const catalog: Catalog = { entries: [toEntry('look', 'read'), toEntry('push', 'write')] };

/** What a test says of an answer; everything else is filled in. */
export interface AnswerSketch {
  readonly tags: readonly string[];
  /** A playbook, or the outcome when none is expected. */
  readonly expected: string;
  /** A playbook that is matched, or another outcome. */
  readonly actual: string;
  readonly expect?: Partial<Question['expect']>;
  readonly scope?: string;
  readonly filters?: Readonly<Record<string, string>>;
  readonly confidence?: number;
  readonly latencyMs?: number;
}

const outcomes = ['clarify', 'unsupported', 'refused'] as const;

/** Makes an answer. */
export function toAnswer(sketch: AnswerSketch, id: string): Answer {
  const { tags, expected, expect, latencyMs } = sketch;
  const kind = outcomes.find((outcome) => outcome === expected);
  const slots = expect?.slots ?? {};
  const question: Question = {
    id,
    question: `${id}?`,
    tags,
    expect: {
      outcome: kind ?? 'matched',
      playbook: kind === undefined ? expected : null,
      scope: expect?.scope ?? null,
      slots,
      never: expect?.never ?? [],
    },
  };
  return { question, outcome: toOutcome(sketch), latencyMs: latencyMs ?? 1, failure: null };
}

function toOutcome({ actual, scope, filters, confidence }: AnswerSketch): IntentOutcome {
  const intent = {
    intent_type: 'diagnose',
    target: { resource_type: 'cluster', scope: scope ?? null, filters: filters ?? {} },
    goal: actual,
    confidence: confidence ?? 0.9,
    question: 'x',
    language: 'en',
    parser: { kind: 'test', input_tokens: 10, output_tokens: 2, cost_usd: 0.001 },
  };
  if (actual === 'clarify') {
    return { kind: 'clarify', intent, question: '?', choices: [{ playbook: 'look', example: 'look' }] };
  }
  if (actual === 'unsupported') return { kind: 'unsupported', intent, reason: 'no', choices: [] };
  if (actual === 'refused') return { kind: 'refused', intent, reason: 'no' };
  return { kind: 'matched', intent, playbook: actual };
}
