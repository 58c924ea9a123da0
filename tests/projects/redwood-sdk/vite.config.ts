import { cloudflare } from '@cloudflare/vite-plugin'
import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'
import { redwood } from 'rwsdk/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  environments: { ssr: {} },
  plugins: [
    cloudflare({ config: cloudwerkConfig, viteEnvironment: { name: 'worker' } }),
    cloudwerk(),
    redwood(),
  ],
})
