import app from 'virtual:cloudwerk/worker'
import astro from '@astrojs/cloudflare/entrypoints/server'

export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    return (pathname.startsWith('/live/') ? app : astro).fetch(request, env, ctx)
  },
} satisfies ExportedHandler
