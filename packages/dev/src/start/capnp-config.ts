/** How workerd is to take a module; its words in `workerd.capnp`. */
export type ModuleType = 'esModule' | 'commonJsModule' | 'text' | 'data' | 'wasm' | 'json'

export interface ServerModule {
  /** Relative to the folder that is handed to workerd as import path, with forward slashes. */
  name: string
  type: ModuleType
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
}

/** The worker, its objects on disk and one HTTP socket, in workerd's text format. */
export function generateCapnpConfig(config: ServerConfig): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "app", worker = .app),
    (name = "outside", network = .outside),
    (name = "objects", disk = (path = ${quote(config.objectsFolder)}, writable = true)),
  ],
  sockets = [(name = "http", address = ${quote(config.address)}, http = (), service = "app")],
);

const app :Workerd.Worker = (
  modules = ${list(config.modules.map(moduleOf))},
  compatibilityDate = ${quote(config.compatibilityDate)},
  compatibilityFlags = ${list(config.compatibilityFlags.map(quote))},
  bindings = ${list([...Object.entries(config.vars).map(varOf), ...config.objects.map(objectOf)])},
  durableObjectNamespaces = ${list(config.namespaces.map(namespaceOf))},
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "outside",
);

# As in development: workerd's own default refuses addresses of private networks.
const outside :Workerd.Network = (
  allow = ["public", "private"],
  tlsOptions = (trustBrowserCas = true),
);
`
}

/** A Cap'n Proto string literal. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"\p{Cc}]/gu, escapeCharacter)}"`
}

function escapeCharacter(character: string): string {
  if (character === '\\' || character === '"') return `\\${character}`
  // `\xNN` is one byte and the text is UTF-8, so only ASCII can be written that way.
  const code = character.charCodeAt(0)
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : character
}

function list(items: string[]): string {
  return items.length === 0 ? '[]' : `[\n    ${items.join(',\n    ')},\n  ]`
}

function moduleOf({ name, type }: ServerModule): string {
  return `(name = ${quote(name)}, ${type} = embed ${quote(`/${name}`)})`
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
