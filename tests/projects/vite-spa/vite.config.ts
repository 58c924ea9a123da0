import { cloudflare } from '@cloudflare/vite-plugin'
import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [cloudwerk(), cloudflare({ config: cloudwerkConfig })] })
