import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A framework that builds a Worker of its own, with its adapter for Cloudflare. */
export interface Framework {
  name: string
  /** The packages that show it; a project has all of them in its package.json. */
  packages: readonly string[]
  adapter: string
  /** Its command for a build. */
  build: string
  dev: string
  /**
   * What its build leaves, where it knows nothing of the objects and `cloudwerk build` puts both into one Worker:
   * the main module and the static files, unless the configuration says otherwise. Its dev server runs in Node.
   * Undefined for a framework whose own Vite runs and builds the objects, with `cloudwerk()` among its plugins.
   */
  built: { main: string; assets: string } | undefined
  /** Whether files in `app` are its routes. Only `app/objects` is ours then. */
  ownsApp?: boolean
}

/** One whose Worker is completed by `cloudwerk build`. */
export type CompletedFramework = Framework & { built: { main: string; assets: string } }

const frameworks: readonly Framework[] = [
  {
    name: 'SvelteKit',
    packages: ['@sveltejs/kit'],
    adapter: '@sveltejs/adapter-cloudflare',
    build: 'vite build',
    dev: 'vite dev',
    built: { main: '.svelte-kit/cloudflare/_worker.js', assets: '.svelte-kit/cloudflare' },
  },
  {
    name: 'Astro',
    packages: ['astro', '@astrojs/cloudflare'],
    adapter: '@astrojs/cloudflare',
    build: 'astro build',
    dev: 'astro dev',
    built: undefined,
  },
  {
    name: 'Next.js',
    packages: ['next', '@opennextjs/cloudflare'],
    adapter: '@opennextjs/cloudflare',
    build: 'opennextjs-cloudflare build',
    dev: 'next dev',
    built: { main: '.open-next/worker.js', assets: '.open-next/assets' },
    ownsApp: true,
  },
]

/** The framework that a project's package.json lists. */
export function findFramework(root: string): Framework | undefined {
  const listed = dependenciesOf(root)
  return frameworks.find(({ packages }) => packages.every((name) => listed.has(name)))
}

/** The same, where `cloudwerk build` completes its Worker. */
export function findCompleted(root: string): CompletedFramework | undefined {
  const framework = findFramework(root)
  return framework?.built && { ...framework, built: framework.built }
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
