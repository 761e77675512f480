import { describe, expect, it } from 'vitest';
import { compareVersions, isVersion } from './version-order.ts';

describe('versions', () => {
  it('are ordered as Semantic Versioning says', () => {
    const ordered =
      '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.9.0 1.10.0';
    const versions = ordered.split(' ');
    expect([...versions].reverse().sort(compareVersions)).toEqual(versions);
  });

  it('are three numbers, and no path', () => {
    expect(['1.2.3', '1.2.3-rc.1', '1.2', 'v1.2.3', '1.2.3/..', '1.2.3+x', ''].map(isVersion)).toEqual([
      ...[true, true, false, false, false, false, false],
    ]);
  });
});
