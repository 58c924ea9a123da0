import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { BuiltApp } from '../../built-app/built-app.ts'
import { UserError } from '../../user-error.ts'

/** How workerd serves the files of an app, in its text format. */
export interface StaticFiles {
  /** The service that gets each request first. */
  entry: string
  services: string[]
  /** Bindings for the app itself: `env.ASSETS`, where that is configured. */
  bindings: string[]
  /** Warnings of Cloudflare's code about `_headers` and `_redirects`. */
  warnings: string[]
}

/** The field `assets` of `wrangler.json`. */
export interface AssetsConfig {
  directory?: string
  binding?: string
  html_handling?: string
  not_found_handling?: string
  run_worker_first?: boolean | string[]
  base_path?: string
}

/** The argument of the script. */
export interface AssetsRequest {
  assets: AssetsConfig
  /** Absolute; it exists. */
  directory: string
  compatibilityDate: string
  compatibilityFlags: string[]
}

/**
 * Reads the folder of static files that the build names; undefined where it names none. Runs in a
 * separate process: Cloudflare's code for it loads all of miniflare, 90 MB of memory that `start`
 * would hold for as long as it runs.
 */
export async function readStaticFiles(app: BuiltApp): Promise<StaticFiles | undefined> {
  const { assets } = app
  if (assets?.directory === undefined) return undefined
  const directory = resolve(app.folder, assets.directory)
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`The build is incomplete: its static files are not in ${directory}.`, {
      hint: 'Run cloudwerk build again. If the build was copied here, copy that folder as well.',
    })
  }
  const { compatibilityDate, compatibilityFlags } = app
  return runScript({ assets, directory, compatibilityDate, compatibilityFlags })
}

async function runScript(request: AssetsRequest): Promise<StaticFiles> {
  const script = new URL(`./static-files-script${extname(import.meta.url)}`, import.meta.url)
  const args = [fileURLToPath(script), JSON.stringify(request)]
  try {
    const options = { maxBuffer: Number.POSITIVE_INFINITY }
    const { stdout } = await promisify(execFile)(process.execPath, args, options)
    // `printStaticFiles` wrote it.
    return JSON.parse(stdout) as StaticFiles
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string }
    const hint = stderr.trim() || (cause as Error).message
    throw new UserError('The static files cannot be served.', { hint, cause })
  }
}
