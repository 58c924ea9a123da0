import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { writeValue } from './capnp-text.ts'
import type { AssetsRequest, StaticFiles } from './static-files.ts'

/** A service of workerd as miniflare returns it, with the field names of `workerd.capnp`. */
interface Service {
  name: string
  disk?: { path: string; writable: boolean; allowDotfiles: boolean }
  worker?: { modules: { name: string; esModule: string }[]; bindings: Binding[] }
}

interface Binding {
  name: string
  service?: { name: string }
  kvNamespace?: { name: string }
  data?: Uint8Array
  json?: string
}

/** The part of miniflare 5.20261006 that is used. It is exported but not documented, hence the test. */
interface Miniflare {
  ASSETS_PLUGIN: {
    getServices(context: { options: unknown; log: Record<string, unknown> }): Promise<Service[]>
  }
}

type Files = Record<string, { filePath: string; contentType: string | null }>

// A manifest of Workers Assets: a header, then an entry for each file, sorted by the hash of its path:
// that hash, the hash of its content, and bytes that are not used.
const headerSize = 20
const entrySize = 40
const contentHash = { start: 16, end: 32 }

/** The only import of the Worker that reads the files. Miniflare provides it with an extension. */
const sharedNames = {
  name: 'miniflare:shared',
  esModule: "export const SharedBindings = { MAYBE_SERVICE_BLOBS: 'MINIFLARE_BLOBS' }",
}

/** Prints the services of a request, both as JSON; what fails goes to stderr, with exit code 1. */
export async function printStaticFiles(request: string): Promise<void> {
  try {
    // `readStaticFiles` wrote it.
    const services = await generateStaticFiles(JSON.parse(request) as AssetsRequest)
    process.stdout.write(JSON.stringify(services))
  } catch (error) {
    process.stderr.write((error as Error).message)
    process.exitCode = 1
  }
}

async function generateStaticFiles({ assets, ...app }: AssetsRequest): Promise<StaticFiles> {
  const warnings: string[] = []
  const warn = (text: string): void => void warnings.push(text.trim())
  const ignore = (): void => {}
  const log = { debug: ignore, log: ignore, info: ignore, warn, error: warn }
  const config = {
    name: 'app',
    compatibilityDate: app.compatibilityDate,
    compatibilityFlags: app.compatibilityFlags,
    assets: {
      directory: app.directory,
      hasUserWorker: true,
      htmlHandling: assets.html_handling,
      notFoundHandling: assets.not_found_handling,
      runWorkerFirst: assets.run_worker_first,
      basePath: assets.base_path,
    },
  }
  const all = await loadMiniflare().ASSETS_PLUGIN.getServices({ options: { config }, log })
  const [disk, store, files, router] = ['storage', 'kv', 'assets-service', 'router'].map((kind) =>
    serviceOf(all, `assets:${kind}:app`),
  ) as [Service, Service, Service, Service]
  disk.disk = { path: app.directory, writable: false, allowDotfiles: true }
  store.worker?.modules.push(sharedNames)
  nameContents(app.directory, { store, files })
  switchOffDebug(files)
  bindingOf(router, 'USER_WORKER').service = { name: 'app' }
  return {
    entry: router.name,
    services: [disk, store, files, router].map(writeValue),
    bindings: assets.binding
      ? [writeValue({ name: assets.binding, service: { name: files.name } })]
      : [],
    warnings,
  }
}

/** The version that wrangler pins, which `cloudwerk dev` runs as well. */
function loadMiniflare(): Miniflare {
  const wrangler = createRequire(import.meta.url).resolve('wrangler/package.json')
  return createRequire(wrangler)('miniflare') as Miniflare
}

function serviceOf(services: Service[], name: string): Service {
  const found = services.find((service) => service.name === name)
  if (found === undefined) throw new Error(`miniflare has no service ${name}`)
  return found
}

function bindingOf({ name, worker }: Service, binding: string): Binding {
  const found = worker?.bindings.find((candidate) => candidate.name === binding)
  if (found === undefined) throw new Error(`${name} has no binding ${binding}`)
  return found
}

/** In debug mode responses in place of a missing file get a header that is meant for `dev`. */
function switchOffDebug(files: Service): void {
  const binding = bindingOf(files, 'CONFIG')
  binding.json = JSON.stringify({ ...JSON.parse(binding.json ?? ''), debug: false })
}

/**
 * Makes each ETag the hash of the file's content, as a deployment does. Miniflare hashes path and
 * modification time, which stay the same in a reproducibly built image: browsers would keep old files.
 * Leaves out files outside the directory that a symbolic link leads to.
 */
function nameContents(
  directory: string,
  { store, files }: { store: Service; files: Service },
): void {
  const root = realpathSync(directory) + sep
  const reverseMap = bindingOf(store, 'ASSETS_REVERSE_MAP')
  const manifest = bindingOf(files, 'ASSETS_MANIFEST')
  const found = JSON.parse(reverseMap.json ?? '') as Files
  const kept: Files = {}
  const entries = entriesOf(manifest.data ?? new Uint8Array()).filter((entry) => {
    const file = found[hexOf(entry)]
    if (file === undefined) return false
    const path = realpathSync(join(directory, file.filePath))
    if (!path.startsWith(root)) return false
    const hash = createHash('sha256').update(`${file.contentType}\n`).update(readFileSync(path))
    entry.set(hash.digest().subarray(0, contentHash.end - contentHash.start), contentHash.start)
    kept[hexOf(entry)] = file
    return true
  })
  reverseMap.json = JSON.stringify(kept)
  manifest.data = Buffer.concat([new Uint8Array(headerSize), ...entries])
}

function entriesOf(manifest: Uint8Array): Uint8Array[] {
  const count = (manifest.length - headerSize) / entrySize
  return Array.from({ length: count }, (_, index) => {
    const start = headerSize + index * entrySize
    return manifest.slice(start, start + entrySize)
  })
}

function hexOf(entry: Uint8Array): string {
  return Buffer.from(entry.subarray(contentHash.start, contentHash.end)).toString('hex')
}
