/** What a key of `config.yaml` does. */
export interface SettingDescription {
  readonly text: string;
  /** What holds where the key is left out, and the schema does not say so itself. */
  readonly unless?: string;
}

type Descriptions = Readonly<Record<string, SettingDescription>>;

/** A map of names of your own has no key for a name itself, only for what is below it. */
function source(prefix: string, what: string): Descriptions {
  return {
    ...(prefix.endsWith('<name>')
      ? {}
      : { [prefix]: { text: `Where ${what} comes from: exactly one of the keys below it.` } }),
    [`${prefix}.environment`]: { text: 'The name of an environment variable that holds it.' },
    [`${prefix}.file`]: { text: 'A file that holds nothing else. A path that begins with ~/ is in the home folder.' },
  };
}

function sourceWithCommand(prefix: string, what: string): Descriptions {
  return {
    ...source(prefix, what),
    [`${prefix}.command`]: { text: 'A program and its arguments, which prints nothing else. No shell reads them.' },
  };
}

function metrics(prefix: string, product: string): Descriptions {
  return {
    [`${prefix}_url`]: { text: `Short for ${prefix.replace('kubernetes.', '')}: { url: … }.` },
    [prefix]: { text: `The ${product} beside the clusters.`, unless: 'none' },
    [`${prefix}.url`]: { text: 'Its address, without a login.' },
    [`${prefix}.username`]: { text: 'Signs in with HTTP basic authentication, together with password.' },
    ...sourceWithCommand(`${prefix}.password`, 'the password'),
    ...sourceWithCommand(`${prefix}.token`, 'a bearer token'),
    [`${prefix}.headers`]: { text: 'Further headers by name, such as a tenant’s.' },
    ...sourceWithCommand(`${prefix}.headers.<name>`, 'the header’s value'),
    [`${prefix}.ca_file`]: { text: 'A file with certificate authorities to trust instead of the system’s.' },
  };
}

const environments: Descriptions = {
  environments: { text: 'What belongs to which environment, by its name. What is in none counts as prod.' },
  'environments.<name>.contexts': { text: 'Its kube contexts. A context belongs to one environment only.' },
  'environments.<name>.clusters': {
    text: 'What its clusters say of themselves: kubernetes: and the uid of the namespace kube-system. A plan that leads to a cluster of another environment is refused.',
  },
  'environments.<name>.namespaces': {
    text: 'Its namespaces, as names or prefix*, where a cluster is shared. All of its clusters when left out.',
  },
  'environments.<name>.aws': { text: 'Its accounts and regions of AWS, and how to get at them.' },
  'environments.<name>.aws.profile': {
    text: 'A profile of the AWS configuration files. Without one, credentials are found as the AWS command line finds them.',
  },
  'environments.<name>.aws.accounts': {
    text: 'Accounts to read besides, or instead of, the one that the credentials belong to.',
  },
  'environments.<name>.aws.accounts[].id': { text: 'The account’s twelve digits, in quotes.' },
  'environments.<name>.aws.accounts[].name': { text: 'What reports call it.' },
  'environments.<name>.aws.accounts[].role': { text: 'The name or ARN of a role there, to be assumed.' },
  'environments.<name>.aws.accounts[].profile': { text: 'A profile for this account, instead of a role.' },
  'environments.<name>.aws.organization_role': {
    text: 'Reads every account of the organization, by this role in each.',
  },
  'environments.<name>.aws.regions': { text: 'Regions to read.', unless: 'every enabled one' },
  'environments.<name>.plugins': { text: 'Settings of plugins that hold here instead of those under plugins.' },
  default_scope: {
    text: 'The environment that a question is about when neither it nor --scope names one.',
    unless: 'prod',
  },
};

const clouds: Descriptions = {
  kubernetes: { text: 'How clusters are read.' },
  'kubernetes.node_proxy': {
    text: 'Allows the steps that need the right nodes/proxy, which is a powerful one.',
    unless: 'false',
  },
  ...metrics('kubernetes.prometheus', 'Prometheus'),
  ...metrics('kubernetes.alertmanager', 'Alertmanager'),
  aws: { text: 'How accounts are read; which ones stands under environments.' },
  'aws.price_file': { text: 'A JSON file with prices of your own, which count before the shipped table, key by key.' },
};

const model: Descriptions = {
  model: { text: 'How questions are read. Without it nothing of a question leaves the machine.' },
  'model.parser': { text: 'Who reads a question: rules on this machine (local), or a model.' },
  'model.name': { text: 'The model.', unless: 'the vendor’s cheapest current one' },
  'model.base_url': { text: 'Where the server is; required for openai-compatible. No user name, password or query.' },
  'model.api_version': { text: 'Azure’s api-version.' },
  'model.key': {
    text: 'Where the key comes from; never the key itself.',
    unless: 'the vendor’s variable, then the keychain',
  },
  'model.key.environment': { text: 'The name of an environment variable that holds the key.' },
  'model.key.keychain': { text: 'An entry of the system’s keychain.' },
  'model.key.keychain.service': { text: 'The entry’s service, such as cloudops.' },
  'model.key.keychain.account': { text: 'The entry’s account, such as anthropic.' },
  'model.key.command': { text: 'A program and its arguments, which prints the key as its only line.' },
  'model.fallback': { text: 'Whether the local parser reads what the model could not.' },
  'model.cache': { text: 'Whether a model’s answers are kept, so that the same question is asked once.' },
  'model.names': { text: 'Names of namespaces, workloads and the like that may be sent along.' },
  'model.price': {
    text: 'USD per million tokens, for a model that is not in the shipped table.',
    unless: 'the shipped table',
  },
  'model.price.input': { text: 'For what is sent.' },
  'model.price.output': { text: 'For what comes back.' },
  'model.price.cache_read': { text: 'For what is read from the vendor’s cache.' },
  'model.price.cache_write': { text: 'For what is written to it.' },
  'model.budget': { text: 'What models may cost. Beyond it no model is asked.', unless: 'no bound' },
  'model.budget.monthly_usd': { text: 'For each user and month (UTC).' },
  'model.budget.users': { text: 'The same by principal id, such as os:alice, instead of monthly_usd.' },
  'model.budget.calls_per_minute': { text: 'For each user.' },
};

const alerts: Descriptions = {
  'audit.alerts': { text: 'When `cloudops audit alerts` raises one, and where it goes; false switches a rule off.' },
  'audit.alerts.window_hours': { text: 'How far back the rules look.' },
  'audit.alerts.usual_days': { text: 'How many days before that show what is usual.' },
  'audit.alerts.error_rate': { text: 'More runs fail than this.' },
  'audit.alerts.error_rate.share': { text: 'Of all runs, from 0 to 1.' },
  'audit.alerts.error_rate.minimum': { text: 'Not below this many runs.' },
  'audit.alerts.cost_usd': { text: 'More was spent than this.' },
  'audit.alerts.policy_violations': { text: 'At least this many plans were denied.' },
  'audit.alerts.unknown_outcome_minutes': { text: 'A run began this long ago and did not end.' },
  'audit.alerts.new_action': { text: 'Somebody did what they never did before.' },
  'audit.alerts.new_action.minimum': { text: 'Only for who has this many records.' },
  'audit.alerts.odd_hour': { text: 'Somebody acted at an hour at which they never did.' },
  'audit.alerts.odd_hour.minimum': { text: 'Only for who has this many records.' },
  'audit.alerts.burst': { text: 'Somebody asked very much at once.' },
  'audit.alerts.burst.questions': { text: 'This many questions …' },
  'audit.alerts.burst.minutes': { text: '… within so many minutes.' },
  'audit.alerts.webhook': { text: 'Where `cloudops audit alerts --send` sends them.', unless: 'none' },
  'audit.alerts.webhook.url': { text: 'Its address; https, without a login.' },
  'audit.alerts.webhook.secret': { text: 'The name of the environment variable with the word that signs the body.' },
};

const audit: Descriptions = {
  audit: { text: 'The audit log.' },
  'audit.origin': { text: 'Names the log in its checkpoints; must not change once the log exists.' },
  ...alerts,
  'audit.anchors': {
    text: 'Places outside this machine that keep checkpoints; each is one of file, git, s3, witness.',
  },
  'audit.anchors[].file': { text: 'A file on another disk or a mounted share, as an absolute path.' },
  'audit.anchors[].git': { text: 'A local git repository, as an absolute path.' },
  'audit.anchors[].remote': { text: 'The remote that is pushed to; null only commits.' },
  'audit.anchors[].branch': { text: 'The branch that is committed to.' },
  'audit.anchors[].s3': { text: 'A bucket with Object Lock.' },
  'audit.anchors[].region': { text: 'The bucket’s region.' },
  'audit.anchors[].endpoint': { text: 'The address of a server that speaks S3, instead of AWS.' },
  'audit.anchors[].profile': { text: 'A profile of the AWS configuration files.', unless: 'as AWS clients choose' },
  'audit.anchors[].lock_days': { text: 'For how long nobody can delete a checkpoint; 0 leaves it to the bucket.' },
  'audit.anchors[].lock_mode': {
    text: 'Whether somebody with a special right can (GOVERNANCE) or nobody (COMPLIANCE).',
  },
  'audit.anchors[].witness': { text: 'The address of a C2SP witness.' },
  'audit.anchors[].key': { text: 'The witness’s verifier key.' },
  'audit.unwritable': {
    text: 'What a question with --read-only does where the log cannot be written; any other stops.',
  },
};

const others: Descriptions = {
  auth: { text: 'Who says who you are, besides the operating system and the targets.' },
  'auth.oidc': { text: 'An OpenID provider, at which `cloudops auth login` signs somebody in.', unless: 'none' },
  'auth.oidc.issuer': { text: 'Its address, exactly as its tokens name it; https.' },
  'auth.oidc.client_id': { text: 'What CloudOps is called there: a public client with the device flow.' },
  'auth.oidc.scopes': { text: 'What is asked for; offline_access lets a session be renewed.' },
  mcp: { text: 'What `cloudops mcp` offers to a client.' },
  'mcp.allow_changes': {
    text: 'Whether playbooks that change something are offered: they are planned there, never applied.',
  },
  'mcp.playbooks': { text: 'Only these playbooks become tools.', unless: 'all' },
  plugins: {
    text: 'Settings of plugins, by the name of their provider or the first word of their command. The plugin’s own page says which.',
  },
  telemetry: { text: 'What CloudOps may tell others about itself: nothing, unless something is configured.' },
  'telemetry.otlp': { text: 'OpenTelemetry, to a collector of your own.' },
  'telemetry.otlp.enabled': { text: 'Whether it is on.', unless: 'on where endpoint is given' },
  'telemetry.otlp.endpoint': {
    text: 'The base address of an OTLP/HTTP receiver, without a login.',
    unless: 'as the standard variables say',
  },
  'telemetry.otlp.headers_from_environment': {
    text: 'Headers by name; each names the environment variable that holds its value.',
  },
  'telemetry.otlp.signals': { text: 'What is sent.', unless: 'all three' },
  'telemetry.usage': {
    text: 'How CloudOps is used, to whoever asks its users to share that. Needs `cloudops telemetry on` as well.',
  },
  'telemetry.usage.endpoint': { text: 'Where it is sent; https.', unless: 'none' },
  update: { text: 'Where `cloudops update` finds releases, instead of where the binary was built to look.' },
  'update.url': { text: 'The signed list of releases, releases.json; https.' },
  'update.keys': { text: 'The only keys whose signature counts, as minisign prints public keys.' },
  reports: { text: 'Where reports can go.' },
  'reports.webhooks': { text: 'Places that take reports, by name: `--report webhook:NAME`.' },
  'reports.webhooks.<name>.url': { text: 'Its address, without a login; or where the address comes from.' },
  'reports.webhooks.<name>.url.environment': { text: 'The name of an environment variable that holds the address.' },
  'reports.webhooks.<name>.url.file': { text: 'A file that holds the address and nothing else.' },
  'reports.webhooks.<name>.format': {
    text: 'The report as JSON (cloudops), or a few lines of text as Slack and Mattermost take it (slack).',
  },
  ...source('reports.webhooks.<name>.secret', 'the word that signs what is sent (Standard Webhooks)'),
  'reports.webhooks.<name>.headers': { text: 'Further headers by name, such as a login.' },
  ...source('reports.webhooks.<name>.headers.<name>', 'the header’s value'),
};

/** Every key of the configuration; `<name>` is a name of your own, `[]` an item of a list. The site is built of them. */
export const settingDescriptions: Descriptions = { ...environments, ...clouds, ...model, ...audit, ...others };
