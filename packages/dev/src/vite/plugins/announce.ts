import { styleText } from 'node:util'
import type { Plugin } from 'vite'
import type { Manifest } from '../../app/manifest.ts'
import type { AppContext } from '../app-context.ts'

/** Prints the app's objects and routes below the server's address. */
export function announcePlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:announce',
    apply: 'serve',
    configureServer(server) {
      const printUrls = server.printUrls
      server.printUrls = () => {
        printUrls()
        server.config.logger.info(`\n${formatApp(app.manifest)}\n`)
      }
    },
  }
}

function formatApp({ objects, routes, middleware, worker }: Manifest): string {
  const rows = [
    ...objects.map(({ className, file }) => [className, file]),
    ...routes.map(({ methods, path }) => [methods.join(' ') || '-', path]),
    ...middleware.map(({ file }) => ['middleware', file]),
    ...(worker ? [...(worker.handlers ?? []), ...worker.classes.map(({ name }) => name)] : []).map(
      (name) => [name, worker?.file ?? ''],
    ),
  ]
  if (rows.length === 0) return '  No objects in app/objects and no route.ts in app yet.'
  const width = Math.max(...rows.map(([name = '']) => name.length))
  return rows
    .map(([name = '', what]) => `  ${styleText('bold', name.padEnd(width))}  ${what}`)
    .join('\n')
}
