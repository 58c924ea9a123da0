import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A framework that builds a Worker of its own, with its adapter for Cloudflare. Its dev server runs in Node.
 * `cloudwerk build` puts what it has built and the app's objects into one Worker.
 */
export interface Framework {
  name: string
  /** Its package, which a project has in its package.json. */
  package: string
  adapter: string
  /** Its command for a build. */
  build: string
  dev: string
  /** Where the adapter writes the Worker's main module and the static files, unless the configuration says. */
  main: string
  assets: string
}

const frameworks: readonly Framework[] = [
  {
    name: 'SvelteKit',
    package: '@sveltejs/kit',
    adapter: '@sveltejs/adapter-cloudflare',
    build: 'vite build',
    dev: 'vite dev',
    main: '.svelte-kit/cloudflare/_worker.js',
    assets: '.svelte-kit/cloudflare',
  },
]

/** The framework that a project's package.json lists. */
export function findFramework(root: string): Framework | undefined {
  const listed = dependenciesOf(root)
  return frameworks.find((framework) => listed.has(framework.package))
}

function dependenciesOf(root: string): ReadonlySet<string> {
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string> | undefined
    >
    return new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))
  } catch {
    return new Set()
  }
}
