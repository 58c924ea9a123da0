import { join } from 'node:path'
import { normalizePath, type Plugin } from 'vite'
import type { Manifest } from '../../app/manifest.ts'
import type { AppContext } from '../app-context.ts'

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
      handler: () =>
        generateWorkerEntry(
          app.manifest,
          dev ? { dev, failureHeader: app.failureHeader } : { dev },
        ),
    },
  }
}

/** Imports and calls only: the logic is in the packages that it imports. */
export function generateWorkerEntry(
  manifest: Manifest,
  options: { dev: boolean; failureHeader?: string | undefined },
): string {
  const { imports, classes, exports, bindings } = generateClasses(manifest, options)
  const { root, routes } = manifest
  const routeImports = routes.map(
    ({ file }, index) => `import * as route${index} from ${sourceOf(root, file)}`,
  )
  const routeList = routes.map(
    ({ file, patterns }, index) =>
      `{ file: ${JSON.stringify(file)}, patterns: ${JSON.stringify(patterns)}, module: route${index} }`,
  )
  const { dev, failureHeader } = options
  // Only in dev, so that no build contains the code that shows errors.
  const header = JSON.stringify(failureHeader) ?? ''
  const shown = dev ? `\n  onError: showErrors(${header}),` : ''
  const missing = header ? `\n  onMissing: showMissing(${header}),` : ''
  const imported = ['createWorker', ...(dev ? ['showErrors', 'showMissing'] : [])]
  return `import { ${imported.join(', ')} } from '@cloudwerk/core/worker'
${imports}
${routeImports.join('\n')}

${classes}
export { ${exports} }

export default createWorker({
  routes: [${routeList.join(', ')}],
  objects: ${bindings},${shown}${missing}
})
`
}

/** The parts of a module that creates the classes of the app's objects and exports them. */
export function generateClasses(
  { root, objects }: Manifest,
  options: { dev: boolean },
): Record<'imports' | 'classes' | 'exports' | 'bindings', string> {
  const imports = objects.map(
    ({ file }, index) => `import definition${index} from ${sourceOf(root, file)}`,
  )
  // Numbered names, since a class may be called Map or Response.
  const dev = options.dev ? ', dev: true, inspect: true' : ''
  const classes = objects.map(
    ({ className }, index) =>
      `const class${index} = toDurableObjectClass(definition${index}, { name: '${className}'${dev} })`,
  )
  const bindings = Object.fromEntries(objects.map((object) => [object.className, object.binding]))
  return {
    imports: [
      `import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'`,
      ...imports,
    ].join('\n'),
    classes: classes.join('\n'),
    exports: objects.map(({ className }, index) => `class${index} as ${className}`).join(', '),
    bindings: JSON.stringify(bindings),
  }
}

function sourceOf(root: string, file: string): string {
  return JSON.stringify(normalizePath(join(root, file)))
}
