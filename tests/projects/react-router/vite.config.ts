import { cloudflare } from '@cloudflare/vite-plugin'
import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'
import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    cloudflare({ config: cloudwerkConfig, viteEnvironment: { name: 'ssr' } }),
    cloudwerk(),
    reactRouter(),
  ],
})
