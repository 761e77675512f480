// #region readme
import { createOutcomeReport, renderBar, renderReport } from '@cloudops/report';

const report = createOutcomeReport({
  status: 'clarify',
  question: 'is it slow?',
  summary: 'Several things can be slow; say which.',
  clarify: { question: 'Which one?', choices: [{ playbook: 'k8s-high-cpu', example: 'why is CPU high in prod?' }] },
});
const run = { id: null, plan_id: null, audit_ids: [], calls: {}, llm: null, targets: [] };
const times = { started_at: '2026-11-22T10:00:00Z', duration_ms: 12 };

console.log(renderReport(report, 'human', { run: { ...run, ...times }, width: 60 }));
console.log(renderBar({ value: 0.74, request: 0.5, limit: 1 }, { width: 20 }));
// #endregion
