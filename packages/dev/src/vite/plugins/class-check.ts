import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { type AppSettings, readAppSettings } from '../../config/app-settings.ts'
import { formatLeftBehind } from '../../data-directory/left-behind.ts'
import { findUnsettled, type Unsettled } from '../../lifecycle/find-unsettled.ts'
import { recordBuild } from '../../lifecycle/record-build.ts'
import { describeProblem } from '../../terminal/report.ts'
import { type AppContext, printable } from '../app-context.ts'
import { workerEntryId } from './worker-entry.ts'

/**
 * Holds the app's classes against their record. A build stops where stored objects could be lost,
 * and records what is new; the dev server says it and goes on.
 */
export function classCheckPlugin(app: AppContext): Plugin {
  let settings: AppSettings | undefined
  let unsettled: Unsettled | undefined
  return {
    name: 'cloudwerk:class-check',
    enforce: 'pre',
    async config(_config, { command, mode }) {
      try {
        settings = await readAppSettings(app.root, mode)
        if (command !== 'serve' || app.problem) return
        unsettled = await findUnsettled(app.manifest, settings)
      } catch (error) {
        throw printable(app, error)
      }
      app.absent = unsettled.absent
      app.returned = unsettled.returned
    },
    configResolved({ logger }) {
      const { routes } = app.manifest
      const main = settings?.main
      if (main === undefined || routes.length === 0 || servesRoutes(join(app.root, main))) return
      const files = routes.map(({ file }) => file).join(', ')
      logger.warn(
        `Not served, since ${main} is the Worker's own main: ${files}. It serves them with: import routes from '${workerEntryId}'`,
      )
    },
    async configureServer({ config: { logger } }) {
      for (const problem of unsettled?.problems ?? []) logger.warn(describeProblem(problem))
      if (!settings) return
      for (const text of await formatLeftBehind(app.root, settings)) logger.warn(text)
    },
    applyToEnvironment: ({ name }) => name === 'worker',
    generateBundle: {
      order: 'pre',
      // Before anything is written, so that a build that stops leaves nothing to deploy.
      async handler(_options, bundle) {
        if (!settings || this.environment.config.command !== 'build') return
        const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
        if (entry?.type !== 'chunk') return
        const { logger } = this.environment
        await recordBuild({
          manifest: app.manifest,
          exported: new Set(entry.exports),
          ...settings,
          frozen: isContinuousIntegration(),
          worker: settings,
          onNotice: (text) => logger.info(text),
        })
      },
    },
  }
}

/** Whether the Worker's own main hands requests on to the routes of the app. */
function servesRoutes(main: string): boolean {
  try {
    return readFileSync(main, 'utf8').includes(workerEntryId)
  } catch {
    // The build says what is wrong with it.
    return false
  }
}

function isContinuousIntegration(): boolean {
  return !['', '0', 'false', undefined].includes(process.env.CI)
}
