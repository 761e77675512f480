import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { listLibraries, root, type WorkspacePackage } from './workspace.ts';

/** How the tool's own, older compiler reads the declarations that ours wrote. */
const overrideTsconfig = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['dist/index.d.ts'],
};

/**
 * Compares each package's public API with its committed report `etc/<name>.api.md`, or writes the report anew.
 * @returns one sentence per report that differs.
 */
export function checkApiReports(mode: 'check' | 'write'): readonly string[] {
  return listLibraries().flatMap((entry) => {
    const changed = report(entry, mode === 'write');
    return changed && mode === 'check'
      ? [`${entry.folder}/etc: the public API differs from its report; run pnpm generate and add a changeset`]
      : [];
  });
}

function report(entry: WorkspacePackage, localBuild: boolean): boolean {
  const folder = join(root, entry.folder);
  const shortName = entry.name.replace('@cloudops/', '');
  mkdirSync(join(folder, 'etc'), { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, 'dist/index.d.ts'),
      compiler: { overrideTsconfig, skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: `${shortName}.api.md`,
        reportFolder: join(folder, 'etc'),
        reportTempFolder: join(folder, 'dist/.api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const before = existsSync(config.reportFilePath);
  const result = Extractor.invoke(config, {
    localBuild,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  return result.apiReportChanged || !before;
}
