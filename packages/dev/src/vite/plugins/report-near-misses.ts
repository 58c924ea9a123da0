import { relative } from 'node:path'
import { type Logger, normalizePath, type Plugin } from 'vite'
import { findNearMisses } from '../../app/near-misses.ts'
import { formatProblem } from '../../terminal/report.ts'
import type { AppContext } from '../app-context.ts'

/** Says which files look like routes and objects and are none, in the build and in dev, once each. */
export function reportNearMissesPlugin(app: AppContext): Plugin {
  const told = new Set<string>()
  const tell = async (logger: Logger): Promise<void> => {
    const found = (await findNearMisses(app.root)).map(formatProblem)
    for (const text of found) if (!told.has(text)) logger.warn(text)
    // One that comes back after it was settled is told again.
    told.clear()
    for (const text of found) told.add(text)
  }
  return {
    name: 'cloudwerk:report-near-misses',
    configResolved: ({ logger }) => tell(logger),
    configureServer({ watcher, config }) {
      const onChange = (file: string): void => {
        const isSource = /^(?:app|objects?|durable-objects)\/.*\.[cm]?[jt]sx?$/
        if (!isSource.test(normalizePath(relative(app.root, file)))) return
        // A folder that was removed meanwhile has nothing to tell.
        tell(config.logger).catch(() => undefined)
      }
      watcher.on('add', onChange).on('change', onChange)
    },
  }
}
