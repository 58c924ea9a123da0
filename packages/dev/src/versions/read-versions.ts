import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { UserError } from '../user-error.ts'
import type { ModuleType } from '../workerd/config/capnp-config.ts'
import { runTools, type ToolsApp } from './run-tools.ts'

/** What a class says about its versions. */
export interface CodeVersions {
  version: number
  /** The versions that have a step for the state. */
  migrated: number[]
  /** In order; `name` is as messages have it: `sql[1] 'done'`. */
  sql: { name: string; hash: string }[]
}

/** A file of a bundle, which is not written yet. */
export interface BundleFile {
  /** Relative to the bundle's folder, with forward slashes. */
  name: string
  content: string | Uint8Array
}

/** What the Worker of a bundle loads with. */
export interface BundleSettings
  extends Pick<ToolsApp, 'compatibilityDate' | 'compatibilityFlags' | 'vars'> {
  /** The file of the main module. */
  main: string
}

/**
 * Runs a bundle to ask its classes for their versions, since steps of SQL can come from anywhere.
 *
 * @throws UserError where the bundle cannot be run.
 */
export function readVersions(
  files: readonly BundleFile[],
  settings: BundleSettings,
): Promise<Map<string, CodeVersions>> {
  return withTemporaryFolder((folder) => {
    for (const { name, content } of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    const modules = files
      .flatMap(({ name }) => {
        const type = moduleTypes[extname(name)]
        return type ? [{ name, type }] : []
      })
      .sort((a, b) => Number(b.name === settings.main) - Number(a.name === settings.main))
    return readBuiltVersions({ ...settings, folder, modules, objects: [] })
  })
}

/** The same for an app that is built. */
export function readBuiltVersions(app: ToolsApp): Promise<Map<string, CodeVersions>> {
  return withTemporaryFolder(async (data) => {
    const found = await runTools({ app, namespaces: [], data, explain }, async (url) => {
      // The classes answer with what `ClassVersions` of the package has.
      return (await (await fetch(url)).json()) as Record<string, CodeVersions>
    })
    return new Map(Object.entries(found))
  })
}

const moduleTypes: Record<string, ModuleType> = {
  '.js': 'esModule',
  '.mjs': 'esModule',
  '.txt': 'text',
  '.html': 'text',
  '.sql': 'text',
  '.bin': 'data',
  '.wasm': 'wasm',
}

function explain(lines: readonly string[]): UserError {
  return new UserError('The versions of the objects cannot be read: the Worker does not start.', {
    hint: lines.join('\n') || undefined,
  })
}
