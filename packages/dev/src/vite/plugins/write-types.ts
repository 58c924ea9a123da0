import { relative, resolve } from 'node:path'
import { type Logger, normalizePath, type Plugin } from 'vite'
import type { Manifest } from '../../app/manifest.ts'
import { formatProblem } from '../../terminal/report.ts'
import { generateTypes, writeTsconfig } from '../../types/generate-types.ts'
import type { AppContext } from '../app-context.ts'

/**
 * Keeps `.cloudwerk/types` up to date in the background: a build waits for it only at its end. A problem
 * with the types is a warning, since the app runs without them.
 */
export function writeTypesPlugin(app: AppContext): Plugin {
  const writer = createWriter(app)
  return {
    name: 'cloudwerk:write-types',
    enforce: 'pre',
    async config(config) {
      await writeTsconfig(resolve(config.root ?? '.'))
    },
    configResolved({ plugins, logger }) {
      // A test run does not write into the app's folder.
      if (!plugins.some(({ name }) => name.startsWith('vitest'))) writer.write(logger)
    },
    configureServer(server) {
      const { logger } = server.config
      const isTyped = (file: string) =>
        /^app\/.+\.[mc]?ts$/.test(normalizePath(relative(app.root, file)))
      const onListed = (file: string) => {
        if (isTyped(file)) writer.write(logger)
      }
      const onChange = (file: string) => {
        // Objects, and files that they import. Of routes only the paths are in the types.
        if (isTyped(file) && !/[\\/]route\.ts$/.test(file)) writer.write(logger)
      }
      server.watcher.on('add', onListed).on('unlink', onListed).on('change', onChange)
    },
    closeBundle: () => writer.finished(),
  }
}

interface Writer {
  /** Writes soon, once for all requests in the meantime. */
  write(logger: Logger): void
  finished(): Promise<void>
}

/** By the app's folder: each environment of a build has plugins of its own, which find the same problems. */
const reported = new Map<string, string>()

function createWriter(app: AppContext): Writer {
  let running = Promise.resolve()
  let waiting = false
  const run = async (logger: Logger) => {
    waiting = false
    // The scan has already reported what is wrong.
    if (app.problem || !app.config) return
    const warnings = (await findWarnings(app.manifest, app.config.raw)).join('\n\n')
    if (warnings && warnings !== reported.get(app.root)) logger.warn(warnings)
    reported.set(app.root, warnings)
  }
  return {
    write(logger) {
      if (waiting) return
      waiting = true
      running = running.then(() => run(logger))
    },
    finished: () => running,
  }
}

async function findWarnings(manifest: Manifest, config: unknown): Promise<string[]> {
  try {
    return (await generateTypes(manifest, { config, check: true })).map(formatProblem)
  } catch (error) {
    // A file was removed since the last scan. The next one reports what is missing.
    const { cause } = error as { cause?: NodeJS.ErrnoException }
    return cause?.code === 'ENOENT' ? [] : [formatProblem(error)]
  }
}
