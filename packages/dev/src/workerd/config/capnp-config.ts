import { quote } from './capnp-text.ts'
import { controlParts, type Host, hostModules } from './host-config.ts'
import type { StaticFiles } from './static-files.ts'

/** The kind of a module, named as in `workerd.capnp`. */
export type ModuleType = 'esModule' | 'commonJsModule' | 'text' | 'data' | 'wasm'

export interface ServerModule {
  /** Relative to the folder that workerd gets as its import path, with forward slashes. */
  name: string
  type: ModuleType
  /** Its source, where workerd should not read it from that folder. */
  text?: string
}

export interface ServerNamespace {
  className: string
  uniqueKey: string
  sql: boolean
}

export interface ServerConfig {
  /** The main module first. */
  modules: ServerModule[]
  compatibilityDate: string
  compatibilityFlags: string[]
  /** Strings become text bindings, everything else JSON. */
  vars: Record<string, unknown>
  objects: { binding: string; className: string }[]
  namespaces: ServerNamespace[]
  /** Absolute; holds one folder per namespace. */
  objectsFolder: string
  /** `127.0.0.1:8787` */
  address: string
  /** Undefined where the app has no static files: requests then go straight to it. */
  files?: StaticFiles | undefined
  /** Undefined where there is no control socket: the app is then ended without being asked. */
  host?: Host | undefined
  /** Whether the app reaches no other server. */
  isOffline?: boolean | undefined
}

/** The Worker, its objects on disk and one HTTP socket, in workerd's text format. */
export function generateCapnpConfig(config: ServerConfig): string {
  const { files } = config
  const hosted = hostedPart(config)
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "app", worker = .app),
    (name = "outside", network = .outside),
    (name = "objects", disk = (path = ${quote(config.objectsFolder)}, writable = true)),${[...(files?.services ?? []), ...hosted.services].map((service) => `\n    ${service},`).join('')}
  ],
  sockets = ${list([
    `(name = "http", address = ${quote(config.address)}, http = (), service = ${quote(files?.entry ?? 'app')})`,
    ...hosted.sockets,
  ])},
);

const app :Workerd.Worker = (
  modules = ${list([...hosted.modules, ...config.modules].map(moduleOf))},
  compatibilityDate = ${quote(config.compatibilityDate)},
  compatibilityFlags = ${list(config.compatibilityFlags.map(quote))},
  bindings = ${list([
    ...Object.entries(config.vars).map(varOf),
    ...config.objects.map(objectOf),
    ...(files?.bindings ?? []),
  ])},
  durableObjectNamespaces = ${list(config.namespaces.map(namespaceOf))},
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "outside",${hosted.services.length > 0 ? '\n  cacheApiOutbound = "cache",' : ''}
);

# As in development: workerd's own default refuses addresses of private networks.
const outside :Workerd.Network = (
  allow = ${config.isOffline ? '[]' : '["public", "private"]'},
  tlsOptions = (trustBrowserCas = true),
);
${hosted.worker}`
}

interface HostedPart {
  modules: ServerModule[]
  services: string[]
  sockets: string[]
  worker: string
}

function hostedPart(config: ServerConfig): HostedPart {
  const { host, compatibilityDate, compatibilityFlags } = config
  const [main] = config.modules
  // A main module of another kind cannot be wrapped.
  if (host === undefined || main?.type !== 'esModule') {
    return { modules: [], services: [], sockets: [], worker: '' }
  }
  const classNames = config.namespaces.map(({ className }) => className)
  const hosted = { host, main: main.name, classNames, compatibilityDate, compatibilityFlags }
  const { services, socket, worker } = controlParts(hosted)
  return { modules: hostModules(hosted), services, sockets: [socket], worker }
}

function list(items: string[]): string {
  return items.length === 0 ? '[]' : `[\n    ${items.join(',\n    ')},\n  ]`
}

function moduleOf({ name, type, text }: ServerModule): string {
  const source = text === undefined ? `embed ${quote(`/${name}`)}` : quote(text)
  return `(name = ${quote(name)}, ${type} = ${source})`
}

function varOf([name, value]: [string, unknown]): string {
  return typeof value === 'string'
    ? `(name = ${quote(name)}, text = ${quote(value)})`
    : `(name = ${quote(name)}, json = ${quote(JSON.stringify(value) ?? 'null')})`
}

function objectOf({ binding, className }: ServerConfig['objects'][number]): string {
  return `(name = ${quote(binding)}, durableObjectNamespace = ${quote(className)})`
}

function namespaceOf({ className, uniqueKey, sql }: ServerNamespace): string {
  return `(className = ${quote(className)}, uniqueKey = ${quote(uniqueKey)}, enableSql = ${sql})`
}
