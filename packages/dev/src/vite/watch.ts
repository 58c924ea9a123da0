import { relative } from 'node:path'
import { normalizePath, type Plugin, type ViteDevServer } from 'vite'
import type { Manifest } from '../app/manifest.ts'
import { describeProblem } from '../report.ts'
import { type AppContext, rescan } from './app-context.ts'

/** Notices objects and routes that come, go, or change in what the configuration knows of them. */
export function watchPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:watch',
    apply: 'serve',
    configureServer(server) {
      const onChange = (file: string) => update(app, server, file)
      server.watcher.on('add', onChange).on('unlink', onChange).on('change', onChange)
    },
  }
}

async function update(app: AppContext, server: ViteDevServer, file: string): Promise<void> {
  const path = normalizePath(relative(app.root, file))
  if (!/^app\/(objects\/[^/]+|(.+\/)?route)\.[a-z]+$/.test(path)) return

  const before = JSON.stringify(outline(app.manifest))
  const hadProblem = app.problem !== undefined
  await rescan(app)
  if (app.problem) server.config.logger.error(describeProblem(app.problem))
  else if (hadProblem) server.config.logger.info('The app is fine again.')
  // The configuration and the entry are made from these, and only a new server reads them again.
  if (JSON.stringify(outline(app.manifest)) !== before) await server.restart()
}

/** The part of the manifest that the Worker's configuration and entry are made from. */
function outline({ objects, routes }: Manifest): unknown {
  return [
    objects.map(({ className, binding, file, storage }) => [className, binding, file, storage]),
    routes.map(({ file, patterns }) => [file, patterns]),
  ]
}
