/** `PRAGMA application_id` of an audit log: "COAL" in ASCII. */
export const applicationId = 0x434f414c;

/** `PRAGMA user_version` of the layout below. */
export const layoutVersion = 2;

/** The layout before there were facets; whoever opens such a file for the first time adds them. */
export const layoutWithoutFacets = 1;

/**
 * What can be asked of a record without reading it, by column, as SQL over its `leaf`. Appends, the upgrade of older
 * files and `verify` all derive facets by these expressions, so that a facet that says anything else was altered.
 */
const facets = {
  // Whole milliseconds since the Unix epoch: texts of different precision do not sort by time.
  time: "CAST(round(unixepoch(leaf ->> '$.timestamp', 'subsec') * 1000) AS INTEGER)",
  event: "leaf ->> '$.event'",
  user: "leaf ->> '$.user.id'",
  role: "leaf ->> '$.user.role'",
  playbook: "leaf ->> '$.action.intent'",
  status: "leaf ->> '$.result.status'",
  run_id: "leaf ->> '$.action.run_id'",
  plan_id: "leaf ->> '$.action.plan_id'",
  parent: "leaf ->> '$.parent'",
  subject: "leaf ->> '$.extra.subject'",
  cost_usd: "CAST(leaf ->> '$.result.cost_usd' AS REAL)",
} as const;

/** A column of facets. */
export type FacetName = keyof typeof facets;

/** The columns of facets, in the table's order. */
export const facetNames: readonly FacetName[] = Object.keys(facets) as FacetName[];

/** Files the facets of the entries from `?1` up to, without, `?2`. */
export const insertFacets: string = `INSERT INTO facet (idx, ${facetNames.join(', ')})
SELECT idx, ${Object.values(facets).join(', ')}
FROM (SELECT idx, CAST(leaf AS TEXT) AS leaf FROM entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx)`;

/** The first entry below `?1` whose facets are not what its leaf says. */
export const findWrongFacet: string = `SELECT entry.idx AS idx
FROM (SELECT idx, audit_id, CAST(leaf AS TEXT) AS leaf FROM entry WHERE idx < ?1) AS entry
LEFT JOIN facet ON facet.idx = entry.idx
WHERE facet.idx IS NULL OR NOT json_valid(leaf) OR audit_id IS NOT leaf ->> '$.audit_id'
  OR ${facetNames.map((name) => `facet.${name} IS NOT ${facets[name]}`).join('\n  OR ')}
LIMIT 1`;

const facetTypes: Readonly<Partial<Record<FacetName, string>>> = { time: 'INTEGER', cost_usd: 'REAL' };

/**
 * The layout. Only the newest checkpoint is kept: every older one that lay in the file would be a size to which the
 * log could be cut back without the key.
 * The triggers guard against accidents; what guards against people is the signed root.
 */
export const layout: readonly string[] = [
  `CREATE TABLE entry (
  idx INTEGER PRIMARY KEY,
  audit_id TEXT NOT NULL UNIQUE,
  leaf BLOB NOT NULL CHECK (length(leaf) <= 65535)
) STRICT`,
  `CREATE TABLE node (
  level INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  size INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT`,
  ...facetLayout(),
  ...['entry', 'node', 'checkpoint'].map((table) => forbid(`${table}_no_delete`, `DELETE ON ${table}`)),
  ...['entry', 'node'].map((table) => forbid(`${table}_no_update`, `UPDATE ON ${table}`)),
  forbid(
    'entry_no_gap',
    'INSERT ON entry',
    `NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entry)
  OR EXISTS (SELECT 1 FROM entry WHERE audit_id = NEW.audit_id)`,
  ),
  forbid(
    'node_no_gap',
    'INSERT ON node',
    'NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM node WHERE level = NEW.level)',
  ),
  forbid('checkpoint_single', 'INSERT ON checkpoint', 'EXISTS (SELECT 1 FROM checkpoint)'),
  forbid(
    'checkpoint_grows',
    'UPDATE ON checkpoint',
    'NEW.size <= OLD.size OR NEW.size <> (SELECT max(idx) + 1 FROM entry)',
  ),
];

/** The part of the layout that older files lack. */
export function facetLayout(): readonly string[] {
  const columns = facetNames.map((name) => `${name} ${facetTypes[name] ?? 'TEXT'}`);
  return [
    `CREATE TABLE facet (\n  idx INTEGER PRIMARY KEY,\n  ${columns.join(',\n  ')}\n) STRICT`,
    'CREATE INDEX facet_by_time ON facet (time)',
    ...['run_id', 'parent', 'subject'].map(
      (name) => `CREATE INDEX facet_by_${name} ON facet (${name}) WHERE ${name} IS NOT NULL`,
    ),
    forbid('facet_no_delete', 'DELETE ON facet'),
    forbid('facet_no_update', 'UPDATE ON facet'),
    forbid('facet_no_gap', 'INSERT ON facet', 'NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM facet)'),
  ];
}

function forbid(name: string, change: string, when?: string): string {
  const condition = when === undefined ? '' : ` WHEN ${when}`;
  return `CREATE TRIGGER ${name} BEFORE ${change}${condition}
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`;
}
