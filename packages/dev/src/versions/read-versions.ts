import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { UserError } from '../user-error.ts'
import type { ModuleType } from '../workerd/config/capnp-config.ts'
import { runTools, type ToolsApp } from './run-tools.ts'

/** What a class says about its versions. */
export interface CodeVersions {
  version: number
  readsFrom: number
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

/**
 * Runs a bundle to ask its classes for their versions, since steps of SQL can come from anywhere.
 *
 * @throws UserError where the bundle cannot be run.
 */
export async function readVersions(
  files: readonly BundleFile[],
  app: Omit<ToolsApp, 'folder' | 'modules' | 'objects'> & { main: string },
): Promise<Map<string, CodeVersions>> {
  const data = mkdtempSync(join(tmpdir(), 'cloudwerk-versions-'))
  const folder = join(data, 'bundle')
  try {
    for (const { name, content } of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    const modules = files
      .flatMap(({ name }) => {
        const type = moduleTypes[extname(name)]
        return type ? [{ name, type }] : []
      })
      .sort((a, b) => Number(b.name === app.main) - Number(a.name === app.main))
    const tools = { app: { ...app, folder, modules, objects: [] }, namespaces: [], data, explain }
    const found = await runTools(tools, async (url) => {
      // The classes answer with what `ClassVersions` of the package has.
      return (await (await fetch(url)).json()) as Record<string, CodeVersions>
    })
    return new Map(Object.entries(found))
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
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
