export interface ServedWorker {
  /** Also the name of its socket. */
  name: string
  /** The file of its main module, relative to the configuration. */
  module: string
  /** The text of its other modules, by file. */
  others?: Readonly<Record<string, string>>
  classNames: string[]
  /** The names of bindings, where they differ from those of the classes. */
  bindings?: Readonly<Record<string, string>>
}

/** A configuration that serves each worker on a free port and stores all objects in one folder. */
export function generateConfig(workers: ServedWorker[], objectsFolder: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  v8Flags = ["--expose-gc"],
  services = [
    (name = "objects", disk = (path = ${JSON.stringify(objectsFolder)}, writable = true)),
    ${workers.map(serviceOf).join(',\n    ')},
  ],
  sockets = [
    ${workers.map(socketOf).join(',\n    ')},
  ],
);
`
}

function socketOf({ name }: ServedWorker): string {
  return `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`
}

function serviceOf(worker: ServedWorker): string {
  const { name, module, others = {}, classNames, bindings: names } = worker
  const modules = [module, ...Object.keys(others)].map(
    (file) => `(name = "${file}", esModule = embed "${file}")`,
  )
  const bindings = classNames.map(
    (it) => `(name = "${names?.[it] ?? it}", durableObjectNamespace = "${it}")`,
  )
  const namespaces = classNames.map(
    (it) => `(className = "${it}", uniqueKey = "${name}-${it}", enableSql = true)`,
  )
  return `(name = "${name}", worker = (
      modules = [${modules.join(', ')}],
      compatibilityDate = "2026-10-01",
      bindings = [${bindings.join(', ')}],
      durableObjectNamespaces = [${namespaces.join(', ')}],
      durableObjectStorage = (localDisk = "objects"),
    ))`
}
