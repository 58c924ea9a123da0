import { join } from 'node:path'
import { normalizePath, type Plugin } from 'vite'
import type { Manifest } from '../app/manifest.ts'
import type { AppContext } from './app-context.ts'

/** The Worker's main module. It exists only here. */
export const workerEntryId = 'virtual:cloudwerk/worker'
const resolvedId = `\0${workerEntryId}`

export function workerEntryPlugin(app: AppContext): Plugin {
  let dev = false
  return {
    name: 'cloudwerk:worker-entry',
    configResolved(config) {
      dev = config.command === 'serve' && !config.isProduction
    },
    resolveId: {
      filter: { id: /^virtual:cloudwerk\/worker$/ },
      handler: () => resolvedId,
    },
    load: {
      filter: { id: /^\0virtual:cloudwerk\/worker$/ },
      handler: () => generateWorkerEntry(app.manifest, { dev }),
    },
  }
}

/** Imports and calls only: the logic is in the packages that it imports. */
export function generateWorkerEntry(manifest: Manifest, options: { dev: boolean }): string {
  const { root, objects, routes } = manifest
  const source = (file: string) => JSON.stringify(normalizePath(join(root, file)))
  const imports = [
    `import { createWorker } from '@cloudwerk/core/worker'`,
    `import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'`,
    ...objects.map((object, index) => `import definition${index} from ${source(object.file)}`),
    ...routes.map((route, index) => `import * as route${index} from ${source(route.file)}`),
  ]
  // Numbered names, since a class may be called Map or Response.
  const dev = options.dev ? ', dev: true, inspect: true' : ''
  const classes = objects.map(
    ({ className }, index) =>
      `const class${index} = toDurableObjectClass(definition${index}, { name: '${className}'${dev} })`,
  )
  const exports = objects.map(({ className }, index) => `class${index} as ${className}`)
  const routeList = routes.map(
    ({ file, patterns }, index) =>
      `{ file: ${JSON.stringify(file)}, patterns: ${JSON.stringify(patterns)}, module: route${index} }`,
  )
  const bindings = Object.fromEntries(objects.map((object) => [object.className, object.binding]))
  return `${imports.join('\n')}

${classes.join('\n')}
export { ${exports.join(', ')} }

export default createWorker({
  routes: [${routeList.join(', ')}],
  objects: ${JSON.stringify(bindings)},
  dev: ${options.dev},
})
`
}
