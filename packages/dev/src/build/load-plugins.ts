import { existsSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join } from 'node:path'
import { type InlineConfig, loadConfigFromFile, type PluginOption } from 'vite'
import { readSource, type Source } from '../app/source.ts'
import { explainCompileError } from '../compile-errors/compile-errors.ts'
import { explainUnresolved } from '../compile-errors/unresolved-import.ts'
import { findViteConfig } from '../config/vite-settings.ts'
import { findCompleted } from '../frameworks/find-framework.ts'
import { UserError } from '../user-error.ts'
import { assertVite } from '../vite/check-vite.ts'
import { cloudwerk } from '../vite/index.ts'
import { scanPluginName } from '../vite/plugins/scan.ts'

type Command = 'serve' | 'build'

/**
 * The plugins that the command adds to the user's: Cloudwerk's, unless `vite.config.ts` already has it. Where
 * that file is another framework's, which builds and serves by itself, it is not loaded.
 *
 * @throws UserError when `vite.config.ts` cannot be loaded, or the project uses another Vite.
 */
export async function viteOptions(root: string, command: Command): Promise<InlineConfig> {
  if (findCompleted(root)) return { configFile: false, publicDir: false, plugins: [cloudwerk()] }
  assertVite(root)
  const plugins = await loadPlugins(root, command)
  return { plugins: (await namesPlugin(plugins)) ? [] : [cloudwerk()] }
}

async function loadPlugins(root: string, command: Command): Promise<PluginOption> {
  const mode = command === 'build' ? 'production' : 'development'
  const file = findViteConfig(root)
  if (file === undefined) return undefined
  // Vite's own message would also show the code that it adds to the file.
  assertImports(await readSource(root, file), root)
  try {
    const loaded = await loadConfigFromFile({ command, mode }, file, root, 'silent')
    return loaded?.config.plugins
  } catch (cause) {
    const [problem] = explainCompileError(cause, root)
    if (problem) throw problem
    throw new UserError(`${file} cannot be loaded: ${String(cause)}`, {
      file,
      hint: 'Fix its top-level code, and check that it exports a configuration: export default defineConfig({ … }).',
      cause,
    })
  }
}

function assertImports({ file, imports }: Source, root: string): void {
  const require = createRequire(join(root, file))
  for (const { moduleRequest, entries } of imports) {
    const { value } = moduleRequest
    if (entries.length > 0 && entries.every(({ isType }) => isType)) continue
    const [name] = /^(?:@[^/]+\/)?[^./#:][^/:]*(?=\/|$)/.exec(value) ?? []
    const folders = (name && require.resolve.paths(name)) || []
    if (name === undefined || isBuiltin(value) || process.versions.pnp) continue
    if (folders.some((folder) => existsSync(join(folder, name)))) continue
    throw explainUnresolved({ what: value, file: join(root, file), root })
  }
}

async function namesPlugin(option: PluginOption): Promise<boolean> {
  const plugin = await option
  if (!plugin) return false
  if (!Array.isArray(plugin)) return plugin.name === scanPluginName
  return (await Promise.all(plugin.map(namesPlugin))).includes(true)
}
