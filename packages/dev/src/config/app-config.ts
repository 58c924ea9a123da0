import { relative } from 'node:path'
import { loadEnv, normalizePath } from 'vite'
import type { Unstable_Config } from 'wrangler'
import { type CompletedFramework, findCompleted } from '../frameworks/find-framework.ts'
import { suggest } from '../suggest.ts'
import { UserError } from '../user-error.ts'
import { type ConfigFile, configName } from './config-file.ts'
import { compatibilityDate, workerName } from './defaults.ts'
import { type RecordedConfig, readRecordedConfig } from './parse-config.ts'
import { readViteSettings } from './vite-settings.ts'

/** The user's Wrangler configuration. Each command reads it once and hands it on. */
export interface AppConfig extends RecordedConfig {
  /** The chosen environment, such as `production`. */
  environment: string | undefined
  /**
   * The Worker's own main module, relative to the app, or one of a package that it names. Undefined where we
   * generate it.
   */
  main: string | undefined
  /** Whether the classes of the app's objects are added to what `main` exports. */
  addsClasses?: boolean | undefined
  /** Whose Worker a build completes, with the main module that it leaves, relative to the app. */
  framework?: CompletedFramework | undefined
  name: string
  compatibilityDate: string
  /** Classes of this Worker that the configuration binds by hand. */
  bound: { binding: string; className: string }[]
}

/**
 * Reads the configuration as Cloudflare's plugin does.
 *
 * @throws UserError for a configuration that Wrangler or Cloudwerk cannot read, and for an
 * environment that it does not have.
 */
export async function readAppConfig(root: string, mode: string): Promise<AppConfig> {
  const environment = loadEnv(mode, root, ['CLOUDFLARE_']).CLOUDFLARE_ENV || undefined
  const written = await readRecordedConfig(root)
  const { file } = written
  assertEnvironment(environment, written)
  const user = file && (await readWithWrangler(file, environment))
  const main = user?.main && normalizePath(relative(root, user.main))
  const framework = findCompleted(root)
  return {
    ...written,
    environment,
    main: framework ? undefined : main,
    framework: framework && withMain(framework, main),
    addsClasses: framework ? false : (await readViteSettings(root)).addsClasses,
    name: user?.name ?? workerName(root, user && environment),
    compatibilityDate: user?.compatibility_date ?? compatibilityDate,
    bound: ownBindings(user?.durable_objects.bindings ?? []),
  }
}

function withMain(framework: CompletedFramework, main: string | undefined): CompletedFramework {
  const { built } = framework
  return { ...framework, built: { ...built, main: main ?? built.main } }
}

// Wrangler only warns, and deploys another Worker, without the settings of the environment.
function assertEnvironment(environment: string | undefined, { file, raw }: RecordedConfig): void {
  if (environment === undefined) return
  const { env } = (raw ?? {}) as { env?: Record<string, unknown> }
  const names = Object.keys(env ?? {})
  if (names.includes(environment)) return
  const name = configName(file)
  throw new UserError(`There is no environment ${environment} in ${name}.`, {
    file: name,
    hint: `${suggest(environment, names)} Choose it with --env or CLOUDFLARE_ENV.`,
  })
}

interface ObjectBinding {
  name: string
  class_name: string
  script_name?: string
}

function ownBindings(bindings: readonly ObjectBinding[]): AppConfig['bound'] {
  return bindings
    .filter(({ script_name }) => script_name === undefined)
    .map(({ name, class_name }) => ({ binding: name, className: class_name }))
}

/** With what an environment inherits, and checked as Wrangler checks it. It reads the file itself. */
async function readWithWrangler(
  { path, name }: ConfigFile,
  env: string | undefined,
): Promise<Unstable_Config> {
  const { unstable_readConfig: read } = await import('wrangler')
  try {
    return read({ config: path, ...(env && { env }) }, { hideWarnings: true })
  } catch (cause) {
    const { message, location } = cause as Error & { location?: { line: number; column: number } }
    // Its first line names the file from where the command runs.
    const [, list] = /^Processing .* configuration:(\n.*)/s.exec(message) ?? []
    const position = location ? `:${location.line}:${location.column}` : ''
    throw new UserError(`Wrangler does not accept ${name}:${list ?? ` ${message}`}`, {
      file: name + position,
      cause,
    })
  }
}
