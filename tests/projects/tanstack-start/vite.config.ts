import { cloudflare } from '@cloudflare/vite-plugin'
import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'
import { tanstackStart } from '@tanstack/react-start/plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    cloudflare({ config: cloudwerkConfig, viteEnvironment: { name: 'ssr' } }),
    cloudwerk(),
    tanstackStart(),
    react(),
  ],
})
