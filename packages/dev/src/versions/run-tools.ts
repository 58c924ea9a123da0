import { mkdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { BuiltApp } from '../built-app/built-app.ts'
import type { UserError } from '../user-error.ts'
import { generateCapnpConfig, type ServerNamespace } from '../workerd/config/capnp-config.ts'
import { findWorkerd } from '../workerd/find-workerd.ts'
import { runWorkerdWhile } from '../workerd/run-workerd-while.ts'

/** A built app, as far as it runs for tools. */
export type ToolsApp = Pick<
  BuiltApp,
  'folder' | 'modules' | 'compatibilityDate' | 'compatibilityFlags' | 'vars' | 'objects'
>

export interface ToolsOptions {
  app: ToolsApp
  namespaces: ServerNamespace[]
  /** A temporary folder, whose `objects` holds the data. */
  data: string
  /** Makes the error where workerd does not start, of what it printed. */
  explain(lines: readonly string[]): UserError
}

const folder = 'cloudwerk-tools'

/** Runs a built app for `fn`, without access to the network. Its requests reach `tools-worker.ts`. */
export function runTools<T>(
  { app, namespaces, data, explain }: ToolsOptions,
  fn: (url: string) => Promise<T>,
): Promise<T> {
  const objectsFolder = join(data, 'objects')
  mkdirSync(objectsFolder, { recursive: true })
  const [main, ...others] = app.modules
  const classNames = namespaces.map(({ className }) => className)
  const config = generateCapnpConfig({
    ...app,
    modules: [
      { name: `${folder}/main.js`, type: 'esModule', text: mainOf(main?.name ?? '', classNames) },
      { name: `${folder}/worker.js`, type: 'esModule', text: readWorker() },
      ...(main ? [main] : []),
      ...others,
    ],
    // The app's own bindings stay; these cannot have the name of one.
    objects: [
      ...app.objects.filter(({ className }) => classNames.includes(className)),
      ...classNames.map((className) => ({ binding: `cloudwerk ${className}`, className })),
    ],
    namespaces,
    objectsFolder,
    address: '127.0.0.1:0',
    isOffline: true,
  })
  const options = { executable: findWorkerd(), config, data, importPath: app.folder, explain }
  return runWorkerdWhile(options, fn)
}

function mainOf(main: string, classNames: readonly string[]): string {
  const path = JSON.stringify(`../${main}`)
  const classes = classNames.map(
    (className) => `export const ${className} = rehearsable(app.${className})`,
  )
  return `import { rehearsable, toolsWorker } from './worker.js'
import * as app from ${path}
export * from ${path}
export default toolsWorker(app)
${classes.join('\n')}
`
}

function readWorker(): string {
  return readFileSync(new URL(`./tools-worker${extname(import.meta.url)}`, import.meta.url), 'utf8')
}
