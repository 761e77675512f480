import { accountWorlds, recordAccountWorlds } from './worlds/aws.ts';
import { clusterWorlds, recordClusterWorlds } from './worlds/kubernetes.ts';

/** Worlds by name; all of them when none is named. */
function choose<World extends { readonly name: string }>(worlds: readonly World[]): readonly World[] {
  const only = process.argv.slice(2);
  return worlds.filter(({ name }) => only.length === 0 || only.includes(name));
}

const [clusters, accounts] = [choose(clusterWorlds), choose(accountWorlds)];
if (clusters.length > 0) await recordClusterWorlds(clusters);
if (accounts.length > 0) await recordAccountWorlds(accounts);
