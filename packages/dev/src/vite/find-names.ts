import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { type NamedFeature, namedFeatures } from '../app/features.ts'
import type { AppContext } from './app-context.ts'

/** What a plugin's hooks can do: find the file of an import. */
interface Resolver {
  resolve(
    specifier: string,
    importer: string,
  ): Promise<{ id: string; external?: unknown } | null | undefined>
}

/**
 * The named features whose names occur anywhere in a module of the Worker, also in comments and in packages:
 * `ctx.storage` may be used by any code that a handler calls. All of them where a module cannot be read or
 * an import cannot be followed.
 */
export async function findNames(resolver: Resolver, app: AppContext): Promise<FoundName[]> {
  const { objects, routes, middleware, notFound, error, worker } = app.manifest
  const modules = [...objects, ...routes, ...middleware, ...(worker ? [worker] : [])]
  const others = [notFound, error].filter((file) => file !== undefined)
  const files = [...modules.map(({ file }) => file), ...others]
  const main = app.config?.main
  const roots = [...files, ...(main === undefined ? [] : [main])]
  return new Search(resolver).run(roots.map((file) => join(app.root, file)))
}

/** A feature of the runtime, or what only routes that throw an `HttpError` need. */
export type FoundName = NamedFeature | 'httpErrors'

const patterns: Readonly<Record<FoundName, RegExp>> = { ...namedFeatures, httpErrors: /HttpError/ }

/** Each of them may be named in any module. */
export const allNamed: readonly FoundName[] = Object.keys(patterns) as FoundName[]

/** Ends early where nothing is left to find. */
class Search {
  readonly #resolver: Resolver
  readonly #missing = new Set(allNamed)
  readonly #seen = new Set<string>()

  constructor(resolver: Resolver) {
    this.#resolver = resolver
  }

  async run(roots: string[]): Promise<FoundName[]> {
    await Promise.all(roots.map((file) => this.#visit(file)))
    return allNamed.filter((name) => !this.#missing.has(name))
  }

  async #visit(id: string): Promise<void> {
    if (this.#missing.size === 0 || this.#seen.has(id)) return
    this.#seen.add(id)
    const [file = id] = id.split('?')
    if (inert.test(file)) return
    try {
      const text = await readFile(file, 'utf8')
      for (const name of this.#missing) if (patterns[name].test(text)) this.#missing.delete(name)
      if (this.#missing.size === 0) return
      const imports = importsOf(file, text)
      await Promise.all(imports.map((specifier) => this.#follow(specifier, id)))
    } catch {
      // Whatever it contains; the build itself says what is wrong with it.
      this.#missing.clear()
    }
  }

  async #follow(specifier: string, importer: string): Promise<void> {
    if (own.test(specifier)) return
    const found = await this.#resolver.resolve(specifier, importer)
    if (!found) throw new Error(`${specifier} is not found.`)
    if (!found.external) await this.#visit(found.id)
  }
}

/** What the runtime and the platform bring along, which is not the app's code. */
const own = /^(?:@cloudwerk\/|virtual:cloudwerk\/|cloudflare:|node:)/
/** Files that contain no code. */
const inert = /\.(?:json|css|txt|html|sql|wasm|bin|svg|png|jpe?g|webp)$/

/** @throws where what is imported can be known only when the code runs. */
function importsOf(file: string, text: string): string[] {
  const { module, errors } = parseSync(file, text)
  if (errors.some(({ severity }) => severity === 'Error')) throw new Error('It is not a module.')
  if (unseen.test(text)) throw new Error('It imports what is not known yet.')
  const { staticImports, staticExports } = module
  const imported = staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.length > 0 && entries.every(({ isType }) => isType) ? [] : [moduleRequest.value],
  )
  const exported = staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest && !isType ? [moduleRequest.value] : [],
    ),
  )
  const called = [...text.matchAll(calls)].map(([, specifier = '']) => specifier)
  return [...new Set([...imported, ...exported, ...called])]
}

/** An import whose module is an argument. */
const calls = /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]\s*[,)]/g
/** One whose argument is not a text, or many at once. */
const unseen = /\b(?:import|require)\s*\((?!\s*['"])|\bimport\.meta\.glob\b|\bcreateRequire\b/
