import { relative } from 'node:path'
import { type Logger, normalizePath, type Plugin } from 'vite'
import { findNearMisses } from '../../app/near-misses.ts'
import { formatProblem } from '../../terminal/report.ts'
import type { AppContext } from '../app-context.ts'

/** Warns of files that look like routes or objects but are not, in the build and in dev, once each. */
export function reportNearMissesPlugin(app: AppContext): Plugin {
  const reported = new Set<string>()
  const report = async (logger: Logger): Promise<void> => {
    const found = (await findNearMisses(app.root, app.manifest.routeUse)).map(formatProblem)
    for (const text of found) if (!reported.has(text)) logger.warn(text)
    // A file that was fixed and is wrong again is reported again.
    reported.clear()
    for (const text of found) reported.add(text)
  }
  return {
    name: 'cloudwerk:report-near-misses',
    configResolved: ({ logger }) => report(logger),
    configureServer({ watcher, config }) {
      const onChange = (file: string): void => {
        const isSource = /^(?:app|objects?|durable-objects)\/.*\.[cm]?[jt]sx?$/
        if (!isSource.test(normalizePath(relative(app.root, file)))) return
        // A folder that was removed meanwhile has nothing to report.
        report(config.logger).catch(() => undefined)
      }
      watcher.on('add', onChange).on('change', onChange)
    },
  }
}
