import type { Story } from '@cloudops/audit';
import { escapeForTerminal, formatDuration, paint, renderAuditRecords, wrapText } from '@cloudops/report';
import { type OutputForm, renderJson } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { ToldStory } from './show-story.ts';

const labelWidth = 11;

/** A run as a story for people, every record for the other forms. With `verbose`, people see the records too. */
export function renderStory(told: ToldStory, form: OutputForm, screen: Screen): string {
  const { story, records, question, found } = told;
  if (form === 'json') return renderJson({ story: { ...story, question, found }, records });
  if (form !== 'human') return renderAuditRecords(records, form, { ...screen, verbose: true });
  const lines = chapters(told, screen).flatMap(([label, texts]) => renderChapter(label, texts, screen));
  const more = screen.verbose ? `\n${renderAuditRecords(records, form, screen)}` : '';
  return `${lines.join('\n')}\n${more}`;
}

type Chapter = readonly [label: string, texts: readonly string[]];

function chapters({ story, question, found }: ToldStory, screen: Screen): readonly Chapter[] {
  const all: readonly Chapter[] = [
    ['run', [`${story.run_id ?? 'none'}: ${story.outcome}`]],
    ['asked', asked(story)],
    ['question', [question ?? story.question_digest ?? 'not recorded']],
    ['read by', readBy(story)],
    ['planned', planned(story)],
    ['decided', story.decisions.map(decided)],
    ['approved', story.decisions.flatMap(({ approvals }) => approvals.map(({ by, at }) => `by ${by} at ${at}`))],
    ['identity', story.identities.map(identity)],
    ['done', done(story, screen)],
    [
      'changed',
      story.changes.map(
        ({ step, resource, before, after }) => `${resource} by ${step}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`,
      ),
    ],
    ['found', found],
    ['then', story.afterwards.map(({ at, event, status }) => `${event} ${status} at ${at}`)],
    ['cost', [`$${story.cost_usd.toFixed(4)}`]],
    ['records', story.audit_ids],
  ];
  return all.filter(([, texts]) => texts.length > 0);
}

function asked({ asked_at, user, host, tool_version }: Story): readonly string[] {
  const who = `${user.id} (${user.role}, known by ${user.established_by})`;
  return [`at ${asked_at} by ${who} on ${host}, cloudops ${tool_version}`];
}

function readBy({ read_by }: Story): readonly string[] {
  if (read_by === null) return [];
  const { kind, model, input_tokens, output_tokens, cached, fallback } = read_by;
  const tokens = input_tokens === undefined ? '' : `, ${input_tokens} tokens in, ${output_tokens ?? 0} out`;
  const reader = `${kind}${model === undefined ? '' : ` ${model}`}${tokens}${cached === true ? ', from the cache' : ''}`;
  return [reader, ...(fallback === undefined ? [] : [`instead of ${fallback.from}: ${fallback.why}`])];
}

function planned({ playbook, plan_id, targets, inputs }: Story): readonly string[] {
  if (playbook === null) return ['nothing: the question matched no playbook'];
  const named = `${playbook.id}${playbook.version === null ? '' : ` ${playbook.version}`}`;
  const given = Object.entries(inputs).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [
    `${named}${targets.length === 0 ? '' : ` on ${targets.join(', ')}`}`,
    ...(given.length === 0 ? [] : [given.join(' ')]),
    ...(plan_id === null ? [] : [plan_id]),
  ];
}

function decided({ outcome, policies, policy_digest, at }: Story['decisions'][number]): string {
  return `${outcome} by ${policies.join(', ') || 'no policy'} at ${at} (${policy_digest.slice(0, 19)})`;
}

function identity({ provider, id, established_by, credential }: Story['identities'][number]): string {
  if (id === null) return `${provider}: unknown, the target would not tell`;
  return `${provider}: ${id} (known by ${established_by ?? 'nothing'}, ${credential} credential)`;
}

function done({ started_at, duration_ms, steps }: Story, { verbose }: Screen): readonly string[] {
  if (started_at === null) return ['nothing: it was not run'];
  const took = duration_ms === null ? 'never ended, or runs still' : `took ${formatDuration(duration_ms)}`;
  const counts = Object.entries(Object.groupBy(steps, ({ status }) => status)).map(
    ([status, list = []]) => `${list.length} ${status}`,
  );
  const total = steps.length === 0 ? [] : [`${steps.length} steps: ${counts.join(', ')}`];
  // What a person wants to see of many reads is what they could not read.
  const told = steps.filter(({ status, risk_level }) => verbose || status === 'unknown' || risk_level !== 'read');
  return [`started at ${started_at}, ${took}`, ...total, ...told.map(step)];
}

function step({ id, action, risk_level, status, reason, calls }: Story['steps'][number]): string {
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${id}: ${status}${why}, ${risk_level} by ${action}, ${calls} ${calls === 1 ? 'call' : 'calls'}`;
}

function renderChapter(label: string, texts: readonly string[], screen: Screen): readonly string[] {
  const room = Math.max(20, screen.width - labelWidth);
  const lines = texts.flatMap((text) => wrapText(visible(text, screen), room));
  return lines.map((line, index) => `${paint((index === 0 ? label : '').padEnd(labelWidth), 'muted', screen)}${line}`);
}

function visible(text: string, { unicode }: Screen): string {
  const escaped = escapeForTerminal(text, { maximum: 500 });
  return unicode ? escaped : escaped.replaceAll('→', '->').replaceAll('…', '...');
}
