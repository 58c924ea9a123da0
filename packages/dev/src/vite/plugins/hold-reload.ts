import type { Plugin } from 'vite'

const id = 'virtual:cloudwerk/hold-reload'
const resolvedId = `\0${id}`

/**
 * When dev was gone and is back, Vite reloads the page, which would lose what the page has called meanwhile. Vite
 * waits for listeners (8.3), so the page is reloaded when its calls are answered.
 */
export function holdReloadPlugin(): Plugin {
  let base = '/'
  return {
    name: 'cloudwerk:hold-reload',
    apply: 'serve',
    configResolved(config) {
      base = config.base
    },
    transformIndexHtml: () => [
      { tag: 'script', attrs: { type: 'module', src: `${base}@id/${id}` }, injectTo: 'head' },
    ],
    resolveId: { filter: { id: /^virtual:cloudwerk\/hold-reload$/ }, handler: () => resolvedId },
    load: { filter: { id: /^\0virtual:cloudwerk\/hold-reload$/ }, handler: () => code },
  }
}

/**
 * A page that is not connected again, or has unanswered calls, prevents the event: see `@cloudwerk/client`. After a
 * minute it is reloaded as soon as there is a server, since its object may be gone.
 */
const code = `import.meta.hot?.on('vite:ws:disconnect', async () => {
  const isBusy = () => !dispatchEvent(new Event('cloudwerk:reload', { cancelable: true }))
  const isServed = () => fetch(import.meta.url, { method: 'HEAD', cache: 'no-store' }).catch(() => {})
  for (let seconds = 0; isBusy(); seconds++) {
    if (seconds > 60 && (await isServed())) return
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
})
`
