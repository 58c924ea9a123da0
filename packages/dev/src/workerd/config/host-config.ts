import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ServerModule } from './capnp-config.ts'
import { quote } from './capnp-text.ts'

/** What `start` wraps around the app, so that it can be shut down in order. */
export interface Host {
  /** The path of the Unix socket that the control Worker listens on. */
  controlPath: string
  /** How long a request's body may stall, in milliseconds. */
  bodyTimeout: number
  /** Whether what the app prints is JSON, one line each. */
  logsJson: boolean
  /** Part of the names of methods that nobody else should find. */
  secret: string
  /** The files of `@cloudwerk/core/host`, by name. */
  sources: Readonly<Record<HostFile, string>>
}

interface HostedApp {
  host: Host
  /** The app's main module. */
  main: string
  classNames: readonly string[]
  compatibilityDate: string
  compatibilityFlags: readonly string[]
}

/** The app's Worker has these modules. */
const appFiles = [
  'app',
  'bodies',
  'calls',
  'fairness',
  'json-log',
  'sockets',
  'wake-request',
] as const
type HostFile = (typeof appFiles)[number] | 'cache' | 'control'
const hostFiles: readonly HostFile[] = [...appFiles, 'cache', 'control']
/** A folder name that no bundle has. */
const folder = 'cloudwerk-host'

export function readHostSources(): Host['sources'] {
  const read = (name: string): string => {
    const url = import.meta.resolve(`@cloudwerk/core/host/${name}`)
    return readFileSync(fileURLToPath(url), 'utf8')
  }
  const sources = hostFiles.map((name) => [name, read(name)])
  // It has each of the names.
  return Object.fromEntries(sources) as Host['sources']
}

/** Modules that go before the app's own; the first is the main module. */
export function hostModules(app: HostedApp): ServerModule[] {
  return [
    moduleOf('main', hostMain(app)),
    ...appFiles.map((name) => moduleOf(name, app.host.sources[name])),
  ]
}

/** Imports and calls only. Its named exports take precedence over those of `export *`. */
function hostMain(app: HostedApp): string {
  const { host, main, classNames } = app
  const { secret, bodyTimeout, logsJson } = host
  const path = JSON.stringify(`../${main}`)
  const classes = classNames.map((className) => {
    const options = JSON.stringify({ className, secret })
    return `export const ${className} = hostObject(app.${className}, ${options})`
  })
  const hooks = logsJson && hasAsyncHooks(app)
  const log = logsJson ? `\nlogAsJson(${hooks ? 'AsyncLocalStorage' : ''})` : ''
  return `${hooks ? "import { AsyncLocalStorage } from 'node:async_hooks'\n" : ''}import { hostObject, hostWorker, limitBodies, logAsJson } from './app.js'
import * as app from ${path}
export * from ${path}
export { CloudwerkHost } from './app.js'
limitBodies(${bodyTimeout})${log}
export default hostWorker(app.default)
${classes.join('\n')}
`
}

/** Whether the Worker has `node:async_hooks`. */
function hasAsyncHooks({ compatibilityDate, compatibilityFlags }: HostedApp): boolean {
  if (compatibilityFlags.includes('no_nodejs_compat')) return false
  const flags = ['nodejs_compat', 'nodejs_als']
  return (
    compatibilityDate >= '2026-08-04' || flags.some((name) => compatibilityFlags.includes(name))
  )
}

/** The control Worker, which can call the app's objects, its socket, and what keeps the Cache API's answers. */
export function controlParts({ host, classNames, compatibilityDate }: HostedApp): {
  services: string[]
  socket: string
  worker: string
} {
  const objects = classNames.map(
    (className) =>
      `(name = ${quote(`object ${className}`)}, durableObjectNamespace = (className = ${quote(className)}, serviceName = "app"))`,
  )
  const bindings = [
    '(name = "APP", service = (name = "app", entrypoint = "CloudwerkHost"))',
    `(name = "SECRET", text = ${quote(host.secret)})`,
    ...objects,
  ]
  return {
    services: ['(name = "control", worker = .control)', '(name = "cache", worker = .cache)'],
    socket: `(name = "control", address = ${quote(`unix:${host.controlPath}`)}, http = (), service = "control")`,
    worker: `
const control :Workerd.Worker = (
  modules = [(name = "control.js", esModule = ${quote(host.sources.control)})],
  compatibilityDate = ${quote(compatibilityDate)},
  bindings = [
    ${bindings.join(',\n    ')},
  ],
);

const cache :Workerd.Worker = (
  modules = [(name = "cache.js", esModule = ${quote(host.sources.cache)})],
  compatibilityDate = ${quote(compatibilityDate)},
);
`,
  }
}

function moduleOf(name: string, text: string): ServerModule {
  return { name: `${folder}/${name}.js`, type: 'esModule', text }
}
