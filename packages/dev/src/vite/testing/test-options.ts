/**
 * What `cloudflareTest` of `@cloudflare/vitest-plugin` takes as an object, with what is used most. Not its own type:
 * that package is there only where there are tests.
 */
export interface TestOptions {
  /** The file of the Worker's main module, which `fetchApp` and `exports.default` reach. */
  main?: string
  /** Options of Miniflare: `bindings`, `kvNamespaces`, `serviceBindings`, `workers`, … */
  miniflare?: { durableObjects?: Record<string, unknown>; [option: string]: unknown }
  /** The Wrangler configuration that the tests run with. */
  wrangler?: { configPath?: string; environment?: string }
  /** Further options, such as `additionalExports` and `remoteBindings`. */
  [option: string]: unknown
}

/** Both, one level deep where both have an object; those of the user win. */
export function mergeTestOptions(own: TestOptions, user: TestOptions = {}): TestOptions {
  const durableObjects = { ...own.miniflare?.durableObjects, ...user.miniflare?.durableObjects }
  return {
    ...own,
    ...user,
    miniflare: { ...own.miniflare, ...user.miniflare, durableObjects },
    ...((own.wrangler ?? user.wrangler) && { wrangler: { ...own.wrangler, ...user.wrangler } }),
  }
}
