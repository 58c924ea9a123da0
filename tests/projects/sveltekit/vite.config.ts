import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [sveltekit()],
  server: {
    // Set by cloudwerk dev, which serves the routes in app/.
    proxy: { '/live': { target: process.env.CLOUDWERK_URL, ws: true } },
  },
})
