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
}

/** The app's Worker has these modules. */
const appFiles = ['app', 'bodies', 'calls', 'fairness', 'sockets', 'wake-request'] as const
type HostFile = (typeof appFiles)[number] | 'control'
const hostFiles: readonly HostFile[] = [...appFiles, 'control']
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
export function hostModules({ host, main, classNames }: HostedApp): ServerModule[] {
  return [
    moduleOf('main', hostMain({ host, main, classNames })),
    ...appFiles.map((name) => moduleOf(name, host.sources[name])),
  ]
}

/** Imports and calls only. Its named exports take precedence over those of `export *`. */
function hostMain({ host, main, classNames }: Omit<HostedApp, 'compatibilityDate'>): string {
  const { secret, bodyTimeout } = host
  const path = JSON.stringify(`../${main}`)
  const classes = classNames.map((className) => {
    const options = JSON.stringify({ className, secret })
    return `export const ${className} = hostObject(app.${className}, ${options})`
  })
  return `import { hostObject, hostWorker, limitBodies } from './app.js'
import * as app from ${path}
export * from ${path}
export { CloudwerkHost } from './app.js'
limitBodies(${bodyTimeout})
export default hostWorker(app.default)
${classes.join('\n')}
`
}

/** The control Worker, which can call the app's objects, and its socket. */
export function controlParts({ host, classNames, compatibilityDate }: HostedApp): {
  service: string
  socket: string
  worker: string
} {
  const objects = classNames.map(
    (className) =>
      `(name = ${quote(`object ${className}`)}, durableObjectNamespace = (className = ${quote(className)}, serviceName = "app"))`,
  )
  const bindings = [
    '(name = "APP", service = (name = "app", entrypoint = "CloudwerkHost"))',
    '(name = "WORKER", service = "app")',
    `(name = "SECRET", text = ${quote(host.secret)})`,
    ...objects,
  ]
  return {
    service: '(name = "control", worker = .control)',
    socket: `(name = "control", address = ${quote(`unix:${host.controlPath}`)}, http = (), service = "control")`,
    worker: `
const control :Workerd.Worker = (
  modules = [(name = "control.js", esModule = ${quote(host.sources.control)})],
  compatibilityDate = ${quote(compatibilityDate)},
  bindings = [
    ${bindings.join(',\n    ')},
  ],
);
`,
  }
}

function moduleOf(name: string, text: string): ServerModule {
  return { name: `${folder}/${name}.js`, type: 'esModule', text }
}
