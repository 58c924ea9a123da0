import cloudflare from '@astrojs/cloudflare'
import { cloudwerk } from '@cloudwerk/dev/vite'
import { defineConfig } from 'astro/config'

export default defineConfig({
  output: 'server',
  adapter: cloudflare(),
  vite: { plugins: [cloudwerk()] },
})
