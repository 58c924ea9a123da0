import { chmodSync, existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { normalizePath } from 'vite'
import { replaceFile } from '../replace-file.ts'
import { formatSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'

/** The user's Wrangler configuration, as it was when it was read. */
export interface ConfigFile {
  path: string
  /** `wrangler.jsonc` */
  name: string
  text: string
}

/** In the order in which Cloudflare's Vite plugin (1.63) looks for them. */
const names = ['wrangler.jsonc', 'wrangler.json', 'wrangler.toml']
const firstName = 'wrangler.jsonc'

/** `configPath` is what the project's `cloudflare()` names, relative to the root. */
export function findConfigFile(root: string, configPath?: string): ConfigFile | undefined {
  const given = configPath ?? process.env.CLOUDFLARE_VITE_WRANGLER_CONFIG_PATH
  const candidates = given === undefined ? names : [given]
  const path = candidates.map((name) => resolve(root, name)).find((file) => existsSync(file))
  if (path === undefined) return undefined
  const name = normalizePath(relative(root, path))
  return { path, name, text: readText(path, name) }
}

/** The name to show for it: that of the file, or the one that a first file gets. */
export function configName(file: ConfigFile | undefined): string {
  return file?.name ?? firstName
}

export function isToml({ name }: Pick<ConfigFile, 'name'>): boolean {
  return name.endsWith('.toml')
}

/**
 * Replaces the text of the file in one step. Its permissions stay.
 *
 * @throws UserError when it cannot be written, or was changed since it was read.
 */
export function writeConfigFile(file: ConfigFile, text: string): void {
  const { path, name } = file
  if (text === file.text) return
  try {
    // A symbolic link stays, and its target is replaced.
    const target = realpathSync(path)
    const { mode } = statSync(target)
    if ((mode & 0o222) === 0) throw notWritten(name, 'it is read-only')
    if (readText(path, name) !== file.text) throw notWritten(name, 'it was changed in the meantime')
    replaceFile(target, (temporary) => {
      writeFileSync(temporary, text)
      chmodSync(temporary, mode)
    })
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw notWritten(name, formatSystemError(cause), cause)
  }
}

/** Creates the file, for an app that has none. */
export function createConfigFile(root: string, text: string): void {
  try {
    writeFileSync(join(root, firstName), text, { flag: 'wx' })
  } catch (cause) {
    throw notWritten(firstName, formatSystemError(cause), cause)
  }
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const message = `${name} cannot be read: ${formatSystemError(cause)}`
    throw new UserError(message, { file: name, cause })
  }
}

function notWritten(name: string, why: string, cause?: unknown): UserError {
  return new UserError(`${name} cannot be written: ${why}.`, {
    file: name,
    hint: 'Cloudwerk records the classes of stored objects in it. Make it writable and run this again. Nothing was changed.',
    cause,
  })
}
