import type { Logger, Plugin, Rolldown } from 'vite'
import { throwProblems } from '../../app/problems.ts'
import type { AppConfig } from '../../config/app-config.ts'
import { readRecordedConfig } from '../../config/parse-config.ts'
import { formatLeftBehind } from '../../data-directory/left-behind.ts'
import { findTaken, findUnsettled, type Unsettled } from '../../lifecycle/find-unsettled.ts'
import { noteGoneNames } from '../../lifecycle/gone-names.ts'
import { recordBuild } from '../../lifecycle/record-build.ts'
import { formatProblem } from '../../terminal/report.ts'
import { type BundleFile, readVersions } from '../../versions/read-versions.ts'
import { recordVersions } from '../../versions/record-versions.ts'
import { type AppContext, printable } from '../app-context.ts'
import { findEntry, isComplete } from '../beside/find-entry.ts'
import { workerEntryId } from './worker-entry.ts'

/**
 * Compares the app's classes with their record. A build stops where stored objects could be lost, and
 * records new classes; the dev server only warns.
 */
export function classCheckPlugin(app: AppContext): Plugin {
  let unsettled: Unsettled | undefined
  return {
    name: 'cloudwerk:class-check',
    enforce: 'pre',
    async config(_config, { command }) {
      if (command !== 'serve' || app.problem || !app.config) return
      try {
        unsettled = await findUnsettled(app.manifest, app.config)
      } catch (error) {
        throw printable(app, error)
      }
      app.absent = unsettled.absent
      app.returned = unsettled.returned
    },
    async configResolved({ logger }) {
      if (!app.config) return
      try {
        throwProblems(await findTaken(app.manifest, app.config))
      } catch (error) {
        throw printable(app, error)
      }
      const { routes, routeUse } = app.manifest
      if (routeUse !== 'unserved' || routes.length === 0) return
      const { main } = app.config
      const files = routes.map(({ file }) => file).join(', ')
      logger.warn(
        `Not served, since ${main} is the Worker's main module: ${files}. To serve them there: import routes from '${workerEntryId}'`,
      )
    },
    configureServer({ config: { logger } }) {
      for (const problem of unsettled?.problems ?? []) logger.warn(formatProblem(problem))
      if (!app.config) return
      for (const text of formatLeftBehind(app.root, app.config)) logger.warn(text)
    },
    applyToEnvironment: ({ name }) => name === app.environment,
    generateBundle: {
      order: 'pre',
      // Before anything is written, so that a build that stops leaves nothing to deploy.
      async handler(_options, bundle) {
        if (!app.config || this.environment.config.command !== 'build') return
        const { logger } = this.environment
        try {
          await recordClasses(app, { config: app.config, bundle, logger })
        } catch (error) {
          throw printable(app, error)
        }
      },
    },
  }
}

interface Built {
  config: AppConfig
  bundle: Rolldown.OutputBundle
  logger: Pick<Logger, 'info'>
}

/** @throws UserError where stored objects could be lost. */
async function recordClasses(
  app: AppContext,
  { config: known, bundle, logger }: Built,
): Promise<void> {
  const entry = findEntry(bundle, app.manifest)
  if (!entry) return
  // Read again, since it may have been edited since the build began.
  const config = { ...known, ...(await readRecordedConfig(app.root)) }
  recordBuild({
    manifest: app.manifest,
    exported: new Set(entry.exports),
    config,
    frozen: isContinuousIntegration(),
    onNotice: (text) => logger.info(text),
  })
  noteGoneNames(app.manifest, (text) => logger.info(text))
  if (!isComplete(bundle)) return
  const { compatibilityDate } = config
  await recordVersions({
    manifest: app.manifest,
    frozen: isContinuousIntegration(),
    readVersions: () =>
      readVersions(Object.values(bundle).map(toFile), {
        main: entry.fileName,
        compatibilityDate,
        ...settingsOf(config),
      }),
    onNotice: (text) => logger.info(text),
  })
}

function toFile(output: Rolldown.OutputAsset | Rolldown.OutputChunk): BundleFile {
  const content = output.type === 'chunk' ? output.code : output.source
  return { name: output.fileName, content }
}

/** What the Worker loads with. */
function settingsOf({ raw, environment = '' }: Pick<AppConfig, 'raw' | 'environment'>): {
  compatibilityFlags: string[]
  vars: Record<string, unknown>
} {
  const common = Object(raw)
  const { compatibility_flags = [], vars = {} } = { ...common, ...common.env?.[environment] }
  return { compatibilityFlags: compatibility_flags, vars }
}

function isContinuousIntegration(): boolean {
  return !['', '0', 'false', undefined].includes(process.env.CI)
}
