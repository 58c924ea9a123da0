import { cloudwerk } from '@cloudwerk/dev/vite'
import { defineConfig } from 'vite'
import { browserScripts } from '../shared/browser-script.ts'

export default defineConfig({ plugins: [browserScripts(), cloudwerk()] })
