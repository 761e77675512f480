/** What a case can refer to: all of it is there before the first command runs. */
export interface QuietScene {
  /** Id of a run of a recorded world. */
  readonly run: string;
  /** Id of a record of that run. */
  readonly record: string;
  /** A saved plan that only reads. */
  readonly plan: string;
  /** Folder of a plugin that is linked. */
  readonly plugin: string;
  /** A key that can approve. */
  readonly approver: string;
  /** Names a new file. */
  fresh(name: string): string;
}

/** One command line that nobody could take for a wish to go out, and the exit status that proves that it did its work. */
export interface QuietCase {
  readonly line: (scene: QuietScene) => readonly string[];
  readonly status: number;
}

const world = ['--world', 'hot-shard'];
const question = 'why is CPU high in prod?';
const quiet = (status: number, ...line: readonly string[]): QuietCase => ({ line: () => line, status });
const quietOn = (status: number, line: QuietCase['line']): QuietCase => ({ line, status });

/**
 * Every command, by its words. What asks to go out stands below; without it each command stays at home: that nothing is
 * configured is found out without asking anybody.
 */
export const quietCommands: Readonly<Record<string, readonly QuietCase[]>> = {
  apply: [quietOn(2, ({ plan }) => ['apply', plan])],
  approve: [quietOn(4, ({ plan, approver }) => ['approve', plan, '--yes', '--key', approver])],
  'approve key': [quietOn(0, ({ fresh }) => ['approve', 'key', '--key', fresh('approver')])],
  'audit alerts': [quiet(0, 'audit', 'alerts')],
  'audit anchor': [quiet(0, 'audit', 'anchor')],
  'audit archive': [quietOn(0, ({ fresh }) => ['audit', 'archive', '--before', '1d', '--out', fresh('archive')])],
  'audit checkpoint': [quiet(0, 'audit', 'checkpoint')],
  'audit erase': [quiet(2, 'audit', 'erase', 'os:nobody', '--force')],
  'audit export': [quietOn(0, ({ fresh }) => ['audit', 'export', '--out', fresh('export')])],
  'audit list': [quiet(0, 'audit', 'list')],
  'audit show': [quietOn(0, ({ record }) => ['audit', 'show', record])],
  'audit stats': [quiet(0, 'audit', 'stats', '-o', 'prometheus')],
  'audit verify': [quiet(0, 'audit', 'verify')],
  'auth login': [quiet(2, 'auth', 'login')],
  'auth logout': [quiet(0, 'auth', 'logout')],
  'auth whoami': [quiet(0, 'auth', 'whoami')],
  'baseline approve': [quietOn(2, ({ run }) => ['baseline', 'approve', run])],
  completion: [quiet(0, 'completion', 'bash')],
  'completion values': [quiet(0, 'completion', 'values', 'playbooks')],
  config: [quiet(0, 'config')],
  demo: [quiet(0, 'demo'), quiet(0, 'demo', '--list')],
  doctor: [quiet(2, 'doctor')],
  'findings list': [quiet(0, 'findings', 'list')],
  'findings show': [quiet(0, 'findings', 'show', 'CPU-104')],
  init: [quiet(0, 'init')],
  intent: [quiet(0, 'intent', question)],
  investigate: [
    quiet(0, 'investigate', question, ...world),
    quiet(0, 'investigate', question, ...world, '--parser', 'anthropic'),
    quiet(0, 'investigate', 'is anything of ours open to the internet?', '--world', 'exposed-account'),
    quiet(2, 'investigate', question),
  ],
  mcp: [quiet(0, 'mcp', ...world)],
  plan: [quietOn(0, ({ fresh }) => ['plan', question, ...world, '--out', fresh('plan.json')])],
  'plan show': [quietOn(0, ({ plan }) => ['plan', 'show', plan])],
  'playbooks list': [quiet(0, 'playbooks', 'list')],
  'playbooks schema': [quiet(0, 'playbooks', 'schema')],
  'playbooks show': [quiet(0, 'playbooks', 'show', 'k8s-high-cpu')],
  'playbooks test': [quiet(0, 'playbooks', 'test')],
  'playbooks validate': [quiet(0, 'playbooks', 'validate')],
  'plugins create': [quietOn(0, ({ fresh }) => ['plugins', 'create', 'other', '--folder', fresh('plugin')])],
  'plugins inspect': [quiet(0, 'plugins', 'inspect', 'queue')],
  'plugins install': [quiet(2, 'plugins', 'install', 'cloudops-plugin-nobody-has')],
  'plugins link': [quietOn(0, ({ plugin }) => ['plugins', 'link', plugin, '--yes'])],
  'plugins list': [quiet(0, 'plugins', 'list')],
  'plugins uninstall': [quiet(0, 'plugins', 'uninstall', 'queue')],
  'policy check': [quiet(0, 'policy', 'check')],
  'policy explain': [quietOn(0, ({ plan }) => ['policy', 'explain', plan])],
  'policy show': [quiet(0, 'policy', 'show')],
  'policy test': [quiet(0, 'policy', 'test')],
  record: [quiet(2, 'record', question, '--name', 'spike')],
  'runs deliver': [quietOn(2, ({ run }) => ['runs', 'deliver', run, '--report', 'nowhere'])],
  'runs list': [quiet(0, 'runs', 'list')],
  'runs replay': [quietOn(0, ({ run }) => ['runs', 'replay', run])],
  'runs resume': [quietOn(2, ({ run }) => ['runs', 'resume', run])],
  'runs rollback': [quietOn(2, ({ run }) => ['runs', 'rollback', run, '--yes'])],
  'runs show': [quietOn(0, ({ run }) => ['runs', 'show', run])],
  'telemetry off': [quiet(0, 'telemetry', 'off')],
  'telemetry on': [quiet(2, 'telemetry', 'on')],
  'telemetry show': [quiet(0, 'telemetry', 'show')],
  'telemetry status': [quiet(0, 'telemetry', 'status')],
  triage: [quiet(0, 'triage', ...world), quiet(0, 'triage', '--world', 'exposed-account'), quiet(2, 'triage')],
  // Not the binary: npm updates it.
  update: [quiet(2, 'update'), quiet(2, 'update', '--check')],
  usage: [quiet(0, 'usage')],
  version: [quiet(0, 'version'), quiet(0, 'version', '-o', 'json')],
};

/** How each command that can go out is asked to; all others have no way out at all. */
export const asksOut: Readonly<Record<string, string>> = {
  apply: 'with a plan for a cluster or an account that a kubeconfig or an AWS login leads to',
  approve: 'with a plan that is held for an approval, to an issuer that somebody signed in at',
  'audit alerts': '--send, to audit.alerts.webhook',
  'audit anchor': 'to the places that audit.anchors names',
  'audit verify': 'to the places that audit.anchors names, without --offline',
  'auth login': 'to auth.oidc.issuer or --issuer',
  'auth whoami': 'to the issuer and the targets that are configured',
  doctor: 'to the targets, issuer and model that are configured',
  investigate: 'without --world, to what a kubeconfig or an AWS login leads to; to a model whose key is there',
  mcp: 'as `investigate`; --http listens',
  plan: 'as `investigate`',
  'plugins install': 'once somebody said yes to npm fetching it: at a terminal, or --yes',
  record: 'as `investigate`',
  'runs deliver': '--report, to reports.webhooks',
  'runs resume': 'where the run changed something',
  'runs rollback': 'where the run changed something',
  triage: 'as `investigate`',
  update: 'by the binary, to update.url or --from',
};
