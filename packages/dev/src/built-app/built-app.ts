import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { globSync } from 'tinyglobby'
import { buildPointer } from '../paths.ts'
import { UserError } from '../user-error.ts'
import type { ModuleType, ServerModule } from '../workerd/config/capnp-config.ts'
import type { AssetsConfig } from '../workerd/config/static-files.ts'
import {
  type BuiltClass,
  type ClassConfig,
  readBuiltClasses,
  type SettledClasses,
} from './built-classes.ts'

export interface BuiltApp {
  /** The worker's name. */
  name: string
  /** The folder of the bundle, absolute. */
  folder: string
  modules: ServerModule[]
  compatibilityDate: string
  compatibilityFlags: string[]
  vars: Record<string, unknown>
  objects: { binding: string; className: string }[]
  classes: BuiltClass[]
  settled: SettledClasses
  /** The static files; its `directory` is relative to `folder`. */
  assets: AssetsConfig | undefined
  /** All of `wrangler.json`. */
  config: Readonly<Record<string, unknown>>
}

/** The fields that are read here. The build wrote them; `readBuiltApp` checks the required ones. */
interface WranglerConfig extends ClassConfig {
  name: string
  main: string
  compatibility_date: string
  compatibility_flags?: string[]
  vars?: Record<string, unknown>
  rules?: { type: string; globs: string[] }[]
  assets?: AssetsConfig
}

/**
 * Reads what the build left in the app's folder.
 *
 * @throws UserError when there is no build, or an incomplete one.
 */
export function readBuiltApp(root: string): BuiltApp {
  const { configPath } = readJson(resolve(root, buildPointer), root)
  if (typeof configPath !== 'string') throw brokenBuild(buildPointer)
  const file = resolve(root, dirname(buildPointer), configPath)
  const config = readJson(file, root)
  if (!isWranglerConfig(config)) throw brokenBuild(relative(root, file))
  const folder = dirname(file)
  return {
    name: config.name,
    folder,
    modules: listModules(folder, { config, root }),
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags ?? [],
    vars: config.vars ?? {},
    objects: (config.durable_objects?.bindings ?? [])
      .filter((binding) => binding.script_name === undefined)
      .map((binding) => ({ binding: binding.name, className: binding.class_name })),
    ...readBuiltClasses(config, relative(root, file)),
    assets: config.assets,
    // The same value as a plain record, for code that looks for other fields.
    config: config as unknown as Record<string, unknown>,
  }
}

function readJson(file: string, root: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new UserError('There is no built app here.', {
      hint: 'Run cloudwerk build first.',
      file: relative(root, file),
      cause,
    })
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch (cause) {
    throw brokenBuild(relative(root, file), cause)
  }
  throw brokenBuild(relative(root, file))
}

function brokenBuild(file: string, cause?: unknown): UserError {
  return new UserError(`The build is incomplete: ${file} is missing or damaged.`, {
    hint: 'Run cloudwerk build again.',
    file,
    cause,
  })
}

function isWranglerConfig(value: object): value is WranglerConfig {
  const { name, main, compatibility_date } = value as Partial<WranglerConfig>
  return [name, main, compatibility_date].every((field) => typeof field === 'string')
}

const moduleTypes: Record<string, ModuleType> = {
  ESModule: 'esModule',
  CommonJS: 'commonJsModule',
  Text: 'text',
  Data: 'data',
  CompiledWasm: 'wasm',
}

/** Wrangler's defaults, which apply after the configured rules. */
const defaultRules = [
  { type: 'ESModule', globs: ['**/*.js', '**/*.mjs'] },
  { type: 'Text', globs: ['**/*.txt', '**/*.html', '**/*.sql'] },
  { type: 'Data', globs: ['**/*.bin'] },
  { type: 'CompiledWasm', globs: ['**/*.wasm', '**/*.wasm?module'] },
]

function listModules(
  folder: string,
  { config, root }: { config: WranglerConfig; root: string },
): ServerModule[] {
  const { main, rules = [] } = config
  const types = new Map<string, ModuleType>()
  for (const { type, globs } of [...rules, ...defaultRules]) {
    const moduleType = moduleTypes[type]
    if (moduleType === undefined) continue
    for (const name of globSync(globs, { cwd: folder, onlyFiles: true }).sort()) {
      if (!types.has(name)) types.set(name, moduleType)
    }
  }
  const mainType = types.get(main)
  if (mainType === undefined) throw brokenBuild(relative(root, join(folder, main)))
  types.delete(main)
  // workerd takes the first module as the main one.
  return [{ name: main, type: mainType }, ...[...types].map(([name, type]) => ({ name, type }))]
}
