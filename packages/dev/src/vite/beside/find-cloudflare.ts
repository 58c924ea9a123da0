import type { Plugin, PluginOption } from 'vite'

/** The first plugin of Cloudflare's list. */
export const cloudflareName = 'vite-plugin-cloudflare'

/** Those that `cloudwerk()` brings itself. */
const ours = new WeakSet<Plugin>()

/** Leaves them out where the project has Cloudflare's plugin itself: two of them would build two Workers. */
export function unlessBeside(plugins: readonly Plugin[]): Plugin[] {
  return plugins.map((plugin) => {
    ours.add(plugin)
    const { apply } = plugin
    plugin.apply = (config, env) => {
      if (hasCloudflare(config.plugins)) return false
      return typeof apply === 'function' ? apply(config, env) : !apply || apply === env.command
    }
    return plugin
  })
}

/** Whether the project's own plugins have Cloudflare's. One in a promise is not seen here. */
export function hasCloudflare(option: PluginOption | undefined): boolean {
  if (Array.isArray(option)) return option.some(hasCloudflare)
  return !!option && 'name' in option && option.name === cloudflareName && !ours.has(option)
}
