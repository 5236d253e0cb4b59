import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';

/** The files of a project's imports, as `exports` in package.json has them. */
const entries = ['index', 'testing'] as const;
const root = join(__dirname, '..');
/** Where the reports stand that were reviewed. */
const reports = join(root, 'package', 'api');

/**
 * Compares what a package makes public with the reports that stand in git.
 *
 * @param folder what it was packed from
 * @param accept whether to write the reports anew instead
 * @returns the reports that are not what they were
 */
export function changedReports(folder: string, accept = false): string[] {
  const scratch = mkdtempSync(join(folder, 'api-'));
  mkdirSync(reports, { recursive: true });
  const configs = entries.map((entry) =>
    ExtractorConfig.prepare({
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: join(folder, 'dist', `${entry}.d.ts`),
        compiler: { tsconfigFilePath: join(__dirname, 'tsconfig.json'), skipLibCheck: true },
        apiReport: {
          enabled: true,
          reportFolder: reports,
          reportTempFolder: scratch,
          reportFileName: entry,
          // The shape of config.ts; the other would say it again.
          includeForgottenExports: entry === 'index',
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          // The report says what changed; how a comment is written is the formatter's and the reader's.
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
    }),
  );
  const [first, ...others] = configs;
  if (first === undefined) return [];
  // The types of CDKTF's providers are large: they are read once.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
  });
  const changed = configs.filter((config) => {
    const { apiReportChanged } = Extractor.invoke(config, {
      compilerState,
      localBuild: accept,
      messageCallback: (message) => {
        message.handled = true;
      },
    });
    return apiReportChanged;
  });
  rmSync(scratch, { recursive: true });
  return changed.map(({ mainEntryPointFilePath }) =>
    join(relative(root, reports), `${basename(mainEntryPointFilePath, '.d.ts')}.api.md`),
  );
}
