import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'
import type { AppConfig } from '../../config/app-config.ts'
import { readRecordedConfig } from '../../config/parse-config.ts'
import { formatLeftBehind } from '../../data-directory/left-behind.ts'
import { findUnsettled, type Unsettled } from '../../lifecycle/find-unsettled.ts'
import { noteGoneNames } from '../../lifecycle/gone-names.ts'
import { recordBuild } from '../../lifecycle/record-build.ts'
import { formatProblem } from '../../terminal/report.ts'
import { type BundleFile, readVersions } from '../../versions/read-versions.ts'
import { recordVersions } from '../../versions/record-versions.ts'
import { type AppContext, printable } from '../app-context.ts'
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
    configResolved({ logger }) {
      const { routes } = app.manifest
      const main = app.config?.main
      if (main === undefined || routes.length === 0 || servesRoutes(join(app.root, main))) return
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
    applyToEnvironment: ({ name }) => name === 'worker',
    generateBundle: {
      order: 'pre',
      // Before anything is written, so that a build that stops leaves nothing to deploy.
      async handler(_options, bundle) {
        if (!app.config || this.environment.config.command !== 'build') return
        const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
        if (entry?.type !== 'chunk') return
        const { logger } = this.environment
        // Read again, since it may have been edited since the build began.
        const config = { ...app.config, ...(await readRecordedConfig(app.root)) }
        recordBuild({
          manifest: app.manifest,
          exported: new Set(entry.exports),
          config,
          frozen: isContinuousIntegration(),
          onNotice: (text) => logger.info(text),
        })
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
        noteGoneNames(app.manifest, (text) => logger.info(text))
      },
    },
  }
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

/** Whether the user's main module passes requests to the app's routes. */
function servesRoutes(main: string): boolean {
  try {
    return readFileSync(main, 'utf8').includes(workerEntryId)
  } catch {
    // The build reports what is wrong with it.
    return false
  }
}

function isContinuousIntegration(): boolean {
  return !['', '0', 'false', undefined].includes(process.env.CI)
}
