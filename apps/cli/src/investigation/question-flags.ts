import { type ReportForm, reportForms } from '@cloudops/report';
import { CloudOpsError, type Severity, severities } from '@cloudops/spec';
import { Flags } from '@oclif/core';
import { targetFlags } from '../base-command.ts';
import type { ParserName } from '../configuration/model-settings.ts';

/** Flags of the commands that ask a question. */
export const questionFlags = {
  ...targetFlags,
  'dry-run': Flags.boolean({ description: 'plan and decide, touch nothing' }),
  'read-only': Flags.boolean({ description: 'refuse any plan with a step that is not a read' }),
  explain: Flags.boolean({ description: 'say why this playbook, this decision, these causes' }),
  'fail-on': Flags.option({
    description: 'exit 10 on a finding at or above this severity, or when something is unknown',
    options: [...severities, 'unknown'] as const,
  })(),
} as const;

/** Flags of a command whose answer is a report: the forms of other tools besides the usual ones. */
export const answerFlags = {
  ...questionFlags,
  approve: Flags.boolean({
    default: false,
    description: 'say yes to a change that policy leaves to you; never to one that others decide',
  }),
  output: Flags.option({
    char: 'o',
    description: 'form of the answer',
    options: reportForms,
    default: 'human' as const,
  })(),
} as const;

/** What the flags of a question come to. */
export interface QuestionFlags {
  readonly world: string | undefined;
  readonly context: string | undefined;
  readonly profile: string | undefined;
  readonly region: string[] | undefined;
  readonly parser: ParserName | undefined;
  readonly scope: string | undefined;
  readonly namespace: string | undefined;
  readonly timeout: number | undefined;
  readonly input: string[] | undefined;
  readonly 'dry-run': boolean;
  readonly 'read-only': boolean;
  /** Left out by commands that change nothing, also where somebody would say yes. */
  readonly approve?: boolean;
  readonly explain: boolean;
  readonly 'fail-on': Severity | 'unknown' | undefined;
  readonly output: ReportForm;
  readonly 'no-color': boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/**
 * The inputs given by hand: `--input name=value` and the flags that are short for one.
 * @throws CloudOpsError `INPUT_INVALID` when a pair has no `=`.
 */
export function readInputs(flags: Pick<QuestionFlags, 'input' | 'namespace'>): Record<string, string> {
  const pairs = (flags.input ?? []).map((pair) => {
    const at = pair.indexOf('=');
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)] as const;
    throw new CloudOpsError({
      code: 'INPUT_INVALID',
      message: `--input ${pair} is not NAME=VALUE.`,
      nextSteps: ['See a playbook’s inputs: cloudops playbooks show NAME'],
    });
  });
  return { ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }), ...Object.fromEntries(pairs) };
}
