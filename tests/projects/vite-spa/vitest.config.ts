import { cloudwerk } from '@cloudwerk/dev/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [cloudwerk({ test: { miniflare: { bindings: { STEP: 3 } } } })],
})
