import type { Figure, Report } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  analysis,
  findingId,
  present,
  sampleFinding,
  sampleRun,
  sampleSummary,
  throttledRun,
} from '../__fixtures__/sample-run.ts';
import { createOutcomeReport } from '../create-outcome-report.ts';
import { createReport } from '../create-report.ts';
import { displayWidth } from '../text/display-width.ts';
import { type ReportForm, renderReport } from './render-report.ts';

fc.configureGlobal({ seed: 20261122 });

const report = createReport(throttledRun());
const render = (form: ReportForm, options: object = {}): string =>
  renderReport(report, form, { run: sampleSummary, ...options });

/** Controls but the line feed, what reorders text and what takes no room. */
const raw = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

describe('renderReport human', () => {
  it('reads well at 80 columns', () => {
    expect(`\n${render('human')}`).toBe(`
why is cpu high in prod?
k8s-high-cpu 1.0.0, kubernetes prod-eu (environment prod), completed

▲ api is held at its CPU limit in 82 % of its periods; 1 more cause; 1 thing was
  not checked.

CAUSES
1  ▲ HIGH  api is held at its CPU limit in 82 % of its periods
   Deployment shop/api in prod-eu · CPU-104, CPU-106 · measured

   Container "api" may use 500m and wants more: all three replicas sit at the
   limit, so this is load or code, not one bad replica.

   Evidence  metrics /items/3/containers/0/usage/cpu = "498m"
             pods /items/3/spec/containers/0/resources/limits/cpu = "500m"
   Shows in  Pod/shop/api-6d5f-x2x
             Pod/shop/api-6d5f-z9k
   Explains  ◆ medium CPU-301 api has 1 of 3 endpoints ready
   Do        Raise the CPU limit to 1 core [write]
               k8s-set-resources cpu_limit=1 namespace=shop workload=api
               undo: set the limit back to 500m
               cloudops plan --from run_01JDA5Z7Q4 --fix 1

2  ● LOW  worker has no CPU request
   Deployment shop/worker in prod-eu · CPU-106 · proven by the objects
   themselves

WORKLOADS (CORES)
  name            used  request  limit                      trend
  shop/api        1.49     750m    1.5  █████████┆███████│  ▂▃▄▆██
  shop/worker     120m        -      -  █▌················
  shop/db      unknown     500m      2  ?···┆············│
  ┆ request   │ limit or capacity

RULED OUT
  • CPU-201: no node is above 80 % of its allocatable
    nodes /items/0 = 0.41

NOT CHECKED
  ? CFS throttling counters: nodes/proxy is opt-in
    needs: --input node_proxy=true

${'─'.repeat(80)}
run    run_01JDA5Z7Q4
plan   ${sampleSummary.plan_id}
audit  aud_01JDA5Z7Q4A
       aud_01JDA5Z7Q4B
calls  12 calls to kubernetes in 1.2 s, started 2026-11-22T10:00:00.000Z
`);
  });

  it('is plain ASCII without unicode and has no escape without colour', () => {
    expect(render('human', { unicode: false })).toMatch(/^[\x0a\x20-\x7e]*$/);
    expect(render('human')).not.toContain('\u001b');
  });

  it('says the same with colour as without', () => {
    const colored = render('human', { color: true });
    expect(colored).toContain('\u001b[31m▲ HIGH');
    expect(colored.replace(/\u001b\[[\d;]+m/g, '')).toBe(render('human'));
  });

  it('shortens long lists, says how many are left and shows all when verbose', () => {
    const consequences = Array.from({ length: 30 }, (_, index) => sampleFinding(index + 2, { role: 'symptom' }));
    const first = sampleFinding(1, { cause_of: consequences.map((finding) => finding.id) });
    const long = createReport(sampleRun([present('analyze', analysis({ findings: [first, ...consequences] }))]));
    expect(renderReport(long, 'human', { run: sampleSummary })).toContain('and 25 more');
    expect(renderReport(long, 'human', { run: sampleSummary, verbose: true })).toContain('CPU-131');
  });

  it('shows what could be asked when the question was not understood', () => {
    const clarify = {
      question: 'Which did you mean?',
      choices: [{ playbook: 'k8s-high-cpu', example: 'why is cpu high?' }],
    };
    const unclear = createOutcomeReport({ status: 'clarify', question: 'cpu', summary: 'Not understood.', clarify });
    const run = { ...sampleSummary, id: null, plan_id: null, audit_ids: [], targets: [], calls: {} };
    const text = renderReport(unclear, 'human', { run });
    expect(text).toContain('YOU COULD ASK\n  Which did you mean?\n\n  • why is cpu high?\n    k8s-high-cpu\n');
    expect(text).not.toContain('plan ');
  });
});

describe('renderReport on hostile text', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '\u001b[2J\u009b31m',
      '\u202egpj.exe',
      '`|`|',
      '漢字'.repeat(40),
      '😀'.repeat(40),
      'x'.repeat(300),
    ),
  );

  it('never lets a control through, never writes a script and never leaves the width', () => {
    fc.assert(
      fc.property(
        fc.array(nasty, { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 40, max: 130 }),
        (texts, width) => {
          const hostile = hostileReport(texts);
          const run = {
            ...sampleSummary,
            audit_ids: [texts[0] ?? ''],
            targets: [{ provider: 'x', name: texts[1] ?? '', environment: texts[2] ?? '' }],
          };
          const human = renderReport(hostile, 'human', { run, width });
          expect(human).not.toMatch(raw);
          for (const line of human.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
          expect(renderReport(hostile, 'markdown', { run })).not.toMatch(raw);
          const html = renderReport(hostile, 'html', { run });
          expect(html).not.toMatch(raw);
          expect(html.toLowerCase()).not.toContain('<script');
          expect(tagNames(html)).toEqual(tagNames(html).filter((name) => allowedTags.has(name)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('renderReport for machines', () => {
  it('prints one JSON document with the report and the run apart', () => {
    const parsed: unknown = JSON.parse(render('json'));
    expect(parsed).toEqual({ schema_version: 1, report, run: sampleSummary });
    expect(
      render('json').startsWith('{\n  "schema_version": 1,\n  "report": {\n    "status": "completed",\n    "question"'),
    ).toBe(true);
  });

  it('prints one line for each part as jsonl', () => {
    const kinds = render('jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds.join(' ')).toBe(
      'report cause cause finding finding finding ruled_out not_checked figure figure figure run',
    );
  });

  it('prints SARIF 2.1.0 with a rule for each code and a result for each cause', () => {
    const { version, runs } = JSON.parse(render('sarif'));
    expect(version).toBe('2.1.0');
    expect(runs[0].tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(['CPU-104', 'CPU-106']);
    expect(runs[0].results[0]).toMatchObject({ ruleId: 'CPU-104', ruleIndex: 0, level: 'error' });
    expect(runs[0].invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  it('prints an OCSF Detection Finding for each cause', () => {
    const events = render('ocsf')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      class_uid: 2004,
      type_uid: 200401,
      severity_id: 4,
      finding_info: { uid: findingId(1) },
    });
  });

  it('refuses a form that it does not know', () => {
    expect(() => render('pdf' as never)).toThrow(expect.objectContaining({ code: 'REPORT_FORM_UNKNOWN' }));
  });
});

describe('renderReport html', () => {
  it('is one page that may load and run nothing', () => {
    const html = render('html');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
    expect(html).not.toMatch(/\b(src|href(?!="#)|on\w+)=|@import|url\(/);
  });
});

const allowedTags: ReadonlySet<string> = new Set(
  '!doctype html head meta title style body main section a details summary header h1 h2 h3 p span article dl dt dd code ul li div table thead tbody tr th td svg rect line polyline desc text figure figcaption footer'.split(
    ' ',
  ),
);

function tagNames(html: string): readonly string[] {
  return Array.from(html.matchAll(/<\/?([^\s>/]+)/g), ([, name = '']) => name);
}

function hostileReport(texts: readonly string[]): Report {
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '', i = '', j = '', k = '', l = ''] = texts;
  const resource = { provider: 'kubernetes', target: a, kind: `K${b}`, namespace: c, name: `n${d}` };
  const finding = sampleFinding(1, {
    code: e,
    title: f,
    detail: g,
    resource,
    instances: [h],
    evidence: [{ step: i, pointer: j, value: { [k]: l } }],
    remediations: [{ title: a, playbook: b, inputs: { [c]: d }, risk: 'write', undo: e }],
  });
  const figure: Figure = { group: f, name: g, unit: h, value: 3, request: 1, limit: 4, series: [1, 2], note: i };
  const days: Figure = { group: g, name: h, unit: 'usd', value: 3, series: [1, -2, 3, 4, 5, 6, 7], note: i };
  const output = analysis({
    findings: [finding, sampleFinding(2, { role: 'hint', title: j })],
    ruled_out: [{ code: k, why: l, evidence: finding.evidence }],
    not_checked: [{ what: a, why: b, needs: c }],
    figures: [figure, days, { ...days, name: j, value: -1 }],
  });
  const made = createReport(sampleRun([present('analyze', output)]));
  return { ...made, question: d, clarify: { question: e, choices: [{ playbook: f, example: g }] } };
}
