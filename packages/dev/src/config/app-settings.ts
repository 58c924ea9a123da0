import { relative } from 'node:path'
import { loadEnv, normalizePath } from 'vite'
import type { Unstable_Config } from 'wrangler'
import { suggest } from '../suggest.ts'
import { UserError } from '../user-error.ts'
import { compatibilityDate, workerName } from '../vite/worker-config.ts'
import { type ConfigFile, findConfigFile } from './config-file.ts'
import { loadRecords } from './load-records.ts'
import { readConfig as readRawConfig } from './read-config.ts'

/** What the user's Wrangler configuration says that more than one part of the build asks for. */
export interface AppSettings {
  /** The chosen environment of the configuration. */
  environment: string | undefined
  /** The Worker's own main module, relative to the app. Undefined where it is ours. */
  main: string | undefined
  name: string
  compatibilityDate: string
  /** Classes of this Worker that the configuration binds by hand. */
  bound: { binding: string; className: string }[]
}

/**
 * Reads the configuration as Cloudflare's plugin does.
 *
 * @throws UserError for one that neither it nor we can read.
 */
export async function readAppSettings(root: string, mode: string): Promise<AppSettings> {
  const environment = loadEnv(mode, root, ['CLOUDFLARE_']).CLOUDFLARE_ENV || undefined
  await loadRecords(root)
  const file = findConfigFile(root)
  await assertEnvironment(environment, file)
  const user = file && (await readConfig(file, environment))
  const main = user?.main && normalizePath(relative(root, user.main))
  return {
    environment,
    main,
    name: user?.name ?? workerName(root, user && environment),
    compatibilityDate: user?.compatibility_date ?? compatibilityDate,
    bound: ownBindings(user?.durable_objects.bindings ?? []),
  }
}

// Wrangler warns, and deploys another Worker, without what the environment was to have.
async function assertEnvironment(
  environment: string | undefined,
  file: ConfigFile | undefined,
): Promise<void> {
  if (environment === undefined) return
  const { env } = (file ? await readRawConfig(file) : {}) as { env?: Record<string, unknown> }
  const names = Object.keys(env ?? {})
  if (names.includes(environment)) return
  const where = file?.name ?? 'wrangler.jsonc'
  throw new UserError(`There is no environment ${environment} in ${where}.`, {
    file: where,
    hint: `${suggest(environment, names)} It is chosen with --env or CLOUDFLARE_ENV.`,
  })
}

interface ObjectBinding {
  name: string
  class_name: string
  script_name?: string
}

function ownBindings(bindings: readonly ObjectBinding[]): AppSettings['bound'] {
  return bindings
    .filter(({ script_name }) => script_name === undefined)
    .map(({ name, class_name }) => ({ binding: name, className: class_name }))
}

async function readConfig(
  { path, name }: { path: string; name: string },
  env: string | undefined,
): Promise<Unstable_Config> {
  const { unstable_readConfig: read } = await import('wrangler')
  try {
    return read({ config: path, ...(env && { env }) }, { hideWarnings: true })
  } catch (cause) {
    const { message, location } = cause as Error & { location?: { line: number; column: number } }
    // Its first line names the file from where the command runs.
    const [, list] = /^Processing .* configuration:(\n.*)/s.exec(message) ?? []
    const place = location ? `:${location.line}:${location.column}` : ''
    throw new UserError(`Wrangler does not accept ${name}:${list ?? ` ${message}`}`, {
      file: name + place,
      cause,
    })
  }
}
