import type { EntityJson, StatefulAuthorizationCall, TypeAndId } from './cedar.ts';
import type { PolicyData } from './policy-source.ts';

/** A policy as people see it. */
export interface PolicySummary {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** Its `@summary`; empty without one. */
  readonly summary: string;
  /** Its `@fix`; empty without one. */
  readonly fix: string;
  readonly file: string;
  /** Where it starts, from 1. */
  readonly line: number;
}

/** One question to Cedar. */
export interface Question {
  readonly principal: TypeAndId;
  readonly action: TypeAndId;
  readonly resource: TypeAndId;
  readonly entities: readonly EntityJson[];
  readonly context: StatefulAuthorizationCall['context'];
}

/** Cedar's answer. `allow` is false whenever there is an error. */
export interface Answer {
  readonly allow: boolean;
  /** Determining policies, sorted; those that failed when there are errors. */
  readonly by: readonly string[];
  readonly errors: readonly string[];
}

/** Policies that loaded: parsed, validated against the schema, ready to be asked. */
export interface PolicySet {
  /** `sha256:` of policies, schema and data. */
  readonly digest: string;
  /** Such as `cedar 4.13.0`. */
  readonly engine: string;
  readonly data: PolicyData;
  /** Sorted by id. */
  readonly policies: readonly PolicySummary[];
  /** Asks Cedar one question; never throws. */
  ask(question: Question): Answer;
}
