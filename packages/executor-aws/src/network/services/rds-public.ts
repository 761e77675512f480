import type { NetworkRule, Observation } from '../draft.ts';
import type { NetworkModel } from '../model/model.ts';
import { judgeDatabase } from './database.ts';
import { readDatabases } from './read-databases.ts';

function judgeAll(model: NetworkModel, code: 'NET-001' | 'NET-002'): Observation {
  const verdicts = readDatabases(model)
    .filter((database) => database.code === code)
    .map((database) => judgeDatabase(model, database));
  return {
    drafts: verdicts.flatMap(({ drafts }) => drafts),
    notChecked: verdicts.flatMap(({ notChecked }) => notChecked),
  };
}

const decided =
  'Three things are looked at: it is publicly accessible; its security groups, taken together, open its port to everybody; a subnet of it leads to an internet gateway. All three hold: critical. One of them does not: high, since one change makes it public. IPv4 and IPv6 are judged apart: ::/0 and an IPv6 route count only for a database that has IPv6 addresses (its NetworkType).';
const remedy =
  'Set it to not publicly accessible and move it to private subnets; let only the security groups of its clients reach its port.';

/** NET-001: RDS and Aurora databases. */
export const rdsPublic: NetworkRule = {
  definitions: [
    {
      code: 'NET-001',
      title: 'Database is public',
      role: 'fault',
      severity: 'critical',
      decided,
      remedy,
      source: 'Prowler rds_instance_no_public_access',
    },
  ],
  inspect: (model) => judgeAll(model, 'NET-001'),
};

/** NET-002: Redshift, DMS, DocumentDB and Neptune. */
export const otherDatabasePublic: NetworkRule = {
  definitions: [
    {
      code: 'NET-002',
      title: 'Redshift, DMS, DocumentDB or Neptune is public',
      role: 'fault',
      severity: 'critical',
      decided: `${decided} A DMS replication instance has no port of its own, so any open one counts.`,
      remedy,
      source: 'Prowler redshift_cluster_public_access, dms_instance_no_public_access',
    },
  ],
  inspect: (model) => judgeAll(model, 'NET-002'),
};
