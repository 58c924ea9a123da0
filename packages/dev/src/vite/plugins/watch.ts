import { type Stats, statSync } from 'node:fs'
import { relative } from 'node:path'
import { normalizePath, type Plugin, type ViteDevServer } from 'vite'
import type { Manifest } from '../../app/manifest.ts'
import { savedEvent } from '../../failures/html.ts'
import { cloudwerkFolder } from '../../paths.ts'
import { formatProblem } from '../../terminal/report.ts'
import { type AppContext, rescan } from '../app-context.ts'

/** Editors and git write a file in several steps, each with its own event. Milliseconds. */
const settleTime = 30

/** What the manifest is read from. */
const sources = /^app\/(objects\/[^/]+|(.+\/)?(route|_?middleware|not-found)|error|worker)\.[a-z]+$/

/** Rescans the app when objects or routes are added, removed or changed, and restarts where necessary. */
export function watchPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:watch',
    apply: 'serve',
    // Generated files change with the app and are not its sources.
    config: () => ({ server: { watch: { ignored: [`**/${cloudwerkFolder}/**`] } } }),
    configureServer(server) {
      let timer: NodeJS.Timeout | undefined
      let running = Promise.resolve()
      const onChange = (file: string) => {
        const path = normalizePath(relative(app.root, file))
        if (!sources.test(path)) return
        clearTimeout(timer)
        timer = setTimeout(() => {
          running = running.then(() => update(app, server))
        }, settleTime)
      }
      server.watcher.on('add', onChange).on('unlink', onChange).on('change', onChange)
      recheckChanges(server)
    },
  }
}

/** Longer than the time in which chokidar drops a second change of a file, 50 ms. */
const recheckAfter = 80

/**
 * Reports a change that came right after another, such as by a formatter on save, which chokidar (3.6,
 * in Vite 8.3) misses. Without this the server would keep using the earlier text.
 */
function recheckChanges({ watcher }: ViteDevServer): void {
  const recheck = (file: string, seen?: Stats) => {
    const { mtimeMs, size } = seen ?? {}
    setTimeout(() => {
      const now = statSync(file, { throwIfNoEntry: false })
      if (now && (now.mtimeMs !== mtimeMs || now.size !== size)) watcher.emit('change', file, now)
    }, recheckAfter).unref()
  }
  watcher.on('add', recheck).on('change', recheck)
}

async function update(app: AppContext, server: ViteDevServer): Promise<void> {
  const before = JSON.stringify(outline(app.manifest))
  const earlier = problemText(app)
  await rescan(app)
  // A file was removed after it was listed and before it was read.
  if (isGone(app.problem)) await rescan(app)
  const problem = problemText(app)
  const { logger } = server.config
  if (problem && problem !== earlier) logger.error(problem)
  if (earlier && !problem) logger.info('Fixed: the app can run again.')
  if (earlier !== problem) server.environments.client.hot.send(savedEvent)
  // The configuration and the entry depend on these, and only a new server reads them again.
  if (JSON.stringify(outline(app.manifest)) !== before) await server.restart()
}

function problemText({ problem }: AppContext): string | undefined {
  return problem === undefined ? undefined : formatProblem(problem)
}

function isGone(problem: unknown): boolean {
  const { cause } = (problem ?? {}) as { cause?: NodeJS.ErrnoException }
  return cause?.code === 'ENOENT'
}

/** The part of the manifest that the Worker's configuration and entry depend on. */
function outline({ objects, routes, ...shell }: Manifest): unknown {
  const { middleware, notFound, error, worker } = shell
  return [
    objects.map(({ className, binding, file, storage }) => [className, binding, file, storage]),
    routes.map(({ file, patterns }) => [file, patterns]),
    middleware.map(({ file }) => file),
    [notFound, error],
    [
      worker?.file,
      worker?.handlers,
      worker?.classes.map(({ name, extends: parent }) => [name, parent]),
    ],
  ]
}
