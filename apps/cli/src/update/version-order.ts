const pattern = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]{1,60}))?$/;

/** Whether a text is a version as releases have them (Semantic Versioning 2.0.0, without build metadata). */
export function isVersion(text: string): boolean {
  return pattern.test(text);
}

/** Whether a version comes before a release, such as `1.2.0-rc.1`. */
export function isPrerelease(version: string): boolean {
  return pattern.exec(version)?.[4] !== undefined;
}

/** Orders versions, older first (Semantic Versioning 2.0.0, section 11). */
export function compareVersions(left: string, right: string): number {
  const [, ...mine] = pattern.exec(left) ?? [];
  const [, ...theirs] = pattern.exec(right) ?? [];
  for (const position of [0, 1, 2]) {
    const difference = Number(mine[position] ?? 0) - Number(theirs[position] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePrereleases(mine[3], theirs[3]);
}

function comparePrereleases(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  const mine = left.split('.');
  const theirs = right.split('.');
  for (let position = 0; position < Math.max(mine.length, theirs.length); position += 1) {
    const difference = compareIdentifiers(mine[position], theirs[position]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareIdentifiers(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
  const areNumbers = [left, right].map((text) => /^\d+$/.test(text));
  if (areNumbers[0] && areNumbers[1]) return Number(left) - Number(right);
  if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}
