// For everybody who loads playbooks.

// For tools of playbook authors.
export { checkPlaybook, type PlaybookCheck, type PlaybookSurroundings } from './check/check-playbook.ts';
export type { PlaybooksErrorCode } from './errors.ts';
export { type LoadCatalogOptions, loadCatalog, type PlaybookFolder } from './load-catalog.ts';
export { playbookJsonSchema } from './playbook-json-schema.ts';
export { formatProblem, type PlaybookProblem } from './problem.ts';
export { shippedPlaybooksFolder } from './shipped-playbooks-folder.ts';
