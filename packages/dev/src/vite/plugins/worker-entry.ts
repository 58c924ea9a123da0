import { resolve } from 'node:path'
import { normalizePath, type Plugin, type ResolvedConfig } from 'vite'
import { type Feature, isFeature, type NamedFeature } from '../../app/features.ts'
import type { Manifest } from '../../app/manifest.ts'
import { assertBuilt } from '../../frameworks/build-framework.ts'
import type { AppContext } from '../app-context.ts'
import { allNamed, type FoundName, findNames } from '../find-names.ts'
import { codeHash } from './code-hash.ts'
import { generateEvents } from './entry-events.ts'
import { generateFramework } from './entry-framework.ts'
import { generateRoutes } from './entry-routes.ts'
import { sourceOf } from './source-of.ts'

/** The Worker's main module. It exists only here. */
export const workerEntryId = 'virtual:cloudwerk/worker'
const resolvedId = `\0${workerEntryId}`

export function workerEntryPlugin(app: AppContext): Plugin {
  let options: EntryOptions = {}
  return {
    name: 'cloudwerk:worker-entry',
    configResolved(config) {
      options = entryOptions(config)
    },
    resolveId: {
      filter: { id: /^virtual:cloudwerk\/worker$/ },
      handler: () => resolvedId,
    },
    load: {
      filter: { id: /^\0virtual:cloudwerk\/worker$/ },
      async handler() {
        const names = options.isBuild ? await findNames(this, app) : []
        const framework = options.isBuild ? frameworkMain(app) : undefined
        return generateWorkerEntry(app.manifest, {
          ...{ ...options, names, framework, failureHeader: app.failureHeader },
        })
      },
    },
  }
}

export interface EntryOptions {
  /** Whether classes tell their developer more, and the tools may inspect them. */
  dev?: boolean
  /** Whether the Worker is what a build writes, with nothing that its definitions do not need. */
  isBuild?: boolean
  /** In a build, the features whose names the app's modules contain. */
  names?: readonly FoundName[]
  /** In a build, the main module of another framework's Worker, absolute. */
  framework?: string | undefined
}

function frameworkMain({ root, config }: AppContext): string | undefined {
  if (!config?.framework) return undefined
  assertBuilt(root, config.framework)
  return normalizePath(resolve(root, config.framework.built.main))
}

export function entryOptions(config: ResolvedConfig): EntryOptions {
  const isBuild = config.command === 'build'
  return { isBuild, dev: !isBuild && !config.isProduction }
}

/** Imports and calls only: the logic is in the packages that it imports. */
export function generateWorkerEntry(
  manifest: Manifest,
  options: EntryOptions & { failureHeader?: string | undefined },
): string {
  const { imports, classes, exports, bindings } = generateClasses(manifest, options)
  const { dev, isBuild } = options
  // Only in dev, so that no build contains the code that shows errors.
  const header = (dev && JSON.stringify(options.failureHeader)) || ''
  const routes = generateRoutes(manifest, { ...options, header })
  const events = generateEvents(manifest)
  const beside = generateFramework(options.framework)
  const suggest = isBuild ? '' : '\n  suggest: nearestName,'
  const tools = header ? `\n  onTool: answerTools(${header}),` : ''
  const imported = [
    'createWorker',
    ...(isBuild ? [] : ['nearestName']),
    ...(header ? ['answerTools'] : []),
    ...routes.imported,
    ...events.imported,
    ...beside.imported,
  ]
  const worker = `createWorker({
  routes: [${routes.list.join(', ')}],
  objects: ${bindings},${suggest}${routes.options.map((option) => `\n  ${option},`).join('')}${tools}
})`
  return `import { ${imported.join(', ')} } from '@cloudwerk/core/worker'
${imports}
${[...routes.imports, ...events.imports, ...beside.imports].join('\n')}

${classes}
export { ${exports} }
${events.exports}
export default ${beside.around(events.around(worker))}
`
}

/** The parts of a module that creates the classes of the app's objects and exports them. */
export function generateClasses(
  { root, objects }: Manifest,
  options: EntryOptions,
): Record<'imports' | 'classes' | 'exports' | 'bindings', string> {
  const imports = objects.map(
    ({ file }, index) => `import definition${index} from ${sourceOf(root, file)}`,
  )
  const { make, more, imported, before } = options.isBuild
    ? withFeatures(objects, (options.names ?? allNamed).filter(isFeature))
    : withAllFeatures(options)
  // Numbered names, since a class may be called Map or Response.
  const classes = objects.map(
    ({ className }, index) =>
      `const class${index} = ${make}(definition${index}, { name: '${className}'${more} })`,
  )
  const bindings = Object.fromEntries(objects.map((object) => [object.className, object.binding]))
  return {
    imports: [imported, ...imports].join('\n'),
    classes: [...before, ...classes].join('\n'),
    exports: objects.map(({ className }, index) => `class${index} as ${className}`).join(', '),
    bindings: JSON.stringify(bindings),
  }
}

interface ClassCode {
  /** The function that makes a class. */
  make: string
  /** Its options after the name. */
  more: string
  imported: string
  before: string[]
}

function withAllFeatures({ dev }: EntryOptions): ClassCode {
  const make = 'toDurableObjectClass'
  const imported = `import { ${make} } from '@cloudwerk/durable-object/runtime'`
  return { make, more: dev ? ', dev: true, inspect: true' : '', imported, before: [] }
}

/** Only what is imported here is in the Worker. */
function withFeatures(objects: Manifest['objects'], found: readonly NamedFeature[]): ClassCode {
  const make = 'createObjectClass'
  const features = new Set([...objects.flatMap((object): Feature[] => object.features), ...found])
  const names = [...features].join(', ')
  const imported = importsOf([make, ...features])
  // Which code it is has to be known only to live pages.
  const code = features.has('live') ? `, code: '${codeHash}'` : ''
  return { make, more: `, features${code}`, imported, before: [`const features = { ${names} }`] }
}

/** `cron` is in an entry of its own, as the only one that needs another package. */
function importsOf(names: readonly string[]): string {
  const entry = '@cloudwerk/durable-object/runtime/features'
  const others = names.filter((name) => name !== 'cron')
  const imported = `import { ${others.join(', ')} } from '${entry}'`
  return names.includes('cron') ? `${imported}\nimport { cron } from '${entry}/cron'` : imported
}
