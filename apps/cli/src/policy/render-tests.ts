import type { MutatedPolicy, MutationReport, PolicyCaseResult } from '@cloudops/policy';
import { escapeForTerminal, paint } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { TestedPolicies } from './test-policies.ts';

/** Shows which cases fail and which mistakes no case notices. */
export function renderTests(tested: TestedPolicies, form: OutputForm, screen: Screen): string {
  if (form === 'json') {
    const results = tested.results.map(({ decision, ...result }) => ({ ...result, outcome: decision.outcome }));
    return renderJson({ results, mutations: tested.mutations, minimum_score: tested.minimumScore });
  }
  if (form !== 'human') return renderListing(toListing(tested.results), form, screen);
  const shown = tested.results.filter(({ problems }) => problems.length > 0 || screen.verbose);
  const failed = tested.results.filter(({ problems }) => problems.length > 0).length;
  const summary = `${tested.results.length} cases: ${tested.results.length - failed} pass, ${failed} fail.\n`;
  return `${shown.map((result) => renderResult(result, screen)).join('')}${summary}${renderMutations(tested, screen)}`;
}

function renderResult(result: PolicyCaseResult, screen: Screen): string {
  const isGood = result.problems.length === 0;
  const label = paint(isGood ? 'ok    ' : 'FAILED', isGood ? 'good' : 'critical', screen);
  const problems = result.problems.map((problem) => `       ${safe(problem)}\n`);
  return `${label} ${safe(`${result.name} (${result.file}:${result.line})`)}\n${problems.join('')}`;
}

function renderMutations({ mutations, minimumScore, results }: TestedPolicies, screen: Screen): string {
  if (mutations === null) {
    const isWanted = minimumScore !== null && results.some(({ problems }) => problems.length > 0);
    return isWanted ? 'Mistakes were not tried, since cases fail as it is.\n' : '';
  }
  const missed = mutations.policies.filter((policy) => policy.missed.length > 0);
  return `${missed.map((policy) => renderMissed(policy, screen)).join('')}${scoreOf(mutations, minimumScore)}`;
}

function renderMissed({ policy, file, line, mutants, missed }: MutatedPolicy, screen: Screen): string {
  const label = paint('MISSED', 'medium', screen);
  const each = missed.map((change) => `       ${safe(change)}\n`);
  return `${label} ${safe(`${policy} (${file}:${line})`)}: ${missed.length} of ${mutants} mistakes\n${each.join('')}`;
}

function scoreOf({ mutants, noticed, score }: MutationReport, minimum: number | null): string {
  const wanted = minimum === null || score >= minimum ? '' : ` At least ${minimum} % are asked for.`;
  return `${mutants} mistakes made on purpose: cases notice ${noticed} (${score} %).${wanted}\n`;
}

function safe(text: string): string {
  return escapeForTerminal(text, { maximum: 2000 });
}

function toListing(rows: readonly PolicyCaseResult[]) {
  return {
    name: 'results',
    rows,
    columns: [
      { header: 'RESULT', value: ({ problems }: PolicyCaseResult) => (problems.length === 0 ? 'ok' : 'FAILED') },
      { header: 'WHERE', value: ({ file, line }: PolicyCaseResult) => `${file}:${line}` },
      { header: 'CASE', value: ({ name }: PolicyCaseResult) => name },
      { header: 'PROBLEMS', value: ({ problems }: PolicyCaseResult) => problems.join('; ') },
    ],
    empty: 'No cases.',
  };
}
