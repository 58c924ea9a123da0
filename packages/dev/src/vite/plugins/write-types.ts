import { relative, resolve } from 'node:path'
import { type Logger, normalizePath, type Plugin } from 'vite'
import { formatProblem } from '../../terminal/report.ts'
import { generateTypes, writeTsconfig } from '../../types/generate-types.ts'
import type { AppContext } from '../app-context.ts'

/**
 * Keeps `.cloudwerk/types` up to date in the background: a build waits for it only at its end. A problem
 * with the types is a warning, since the app runs without them.
 */
export function writeTypesPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:write-types',
    enforce: 'pre',
    async config(config) {
      await writeTsconfig(resolve(config.root ?? '.'))
    },
    configResolved({ plugins, logger }) {
      // A test run does not write into the app's folder.
      if (!plugins.some(({ name }) => name.startsWith('vitest')))
        writerOf(app.root).write(app, logger)
    },
    configureServer(server) {
      const { logger } = server.config
      const isTyped = (file: string) =>
        /^app\/.+\.[mc]?ts$/.test(normalizePath(relative(app.root, file)))
      const onListed = (file: string) => {
        if (isTyped(file)) writerOf(app.root).write(app, logger)
      }
      const onChange = (file: string) => {
        // Objects, and files that they import. Of routes only the paths are in the types.
        if (isTyped(file) && !/[\\/]route\.ts$/.test(file)) writerOf(app.root).write(app, logger)
      }
      server.watcher.on('add', onListed).on('unlink', onListed).on('change', onChange)
    },
    closeBundle: () => writerOf(app.root).finished(),
  }
}

interface Writer {
  /** Writes soon, once for all requests in the meantime. */
  write(app: AppContext, logger: Logger): void
  finished(): Promise<void>
}

const writers = new Map<string, Writer>()

/** Each environment of a build has plugins of its own, and would report the same problems again. */
function writerOf(root: string): Writer {
  const writer = writers.get(root) ?? createWriter()
  writers.set(root, writer)
  return writer
}

function createWriter(): Writer {
  let running = Promise.resolve()
  let waiting = false
  let reported = ''
  const run = async (app: AppContext, logger: Logger) => {
    waiting = false
    const warnings = (await findWarnings(app)).join('\n\n')
    if (warnings && warnings !== reported) logger.warn(warnings)
    reported = warnings
  }
  return {
    write(app, logger) {
      if (waiting) return
      waiting = true
      running = running.then(() => run(app, logger))
    },
    finished: () => running,
  }
}

async function findWarnings(app: AppContext): Promise<string[]> {
  // The scan has already reported what is wrong.
  if (app.problem || !app.config) return []
  try {
    return (await generateTypes(app.manifest, { config: app.config.raw, check: true })).map(
      formatProblem,
    )
  } catch (error) {
    // A file was removed since the last scan. The next one reports what is missing.
    const { cause } = error as { cause?: NodeJS.ErrnoException }
    return cause?.code === 'ENOENT' ? [] : [formatProblem(error)]
  }
}
