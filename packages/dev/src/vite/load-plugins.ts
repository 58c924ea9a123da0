import { loadConfigFromFile, type PluginOption } from 'vite'
import { cloudwerk } from './index.ts'
import { scanPluginName } from './scan.ts'

/** The plugins that the command adds to the user's own: ours, unless `vite.config.ts` names it. */
export async function missingPlugins(
  root: string,
  command: 'serve' | 'build',
): Promise<PluginOption[]> {
  const mode = command === 'build' ? 'production' : 'development'
  const loaded = await loadConfigFromFile({ command, mode }, undefined, root)
  return (await namesPlugin(loaded?.config.plugins)) ? [] : [cloudwerk()]
}

async function namesPlugin(option: PluginOption): Promise<boolean> {
  const plugin = await option
  if (!plugin) return false
  if (!Array.isArray(plugin)) return plugin.name === scanPluginName
  return (await Promise.all(plugin.map(namesPlugin))).includes(true)
}
